import { componentLimits } from './component-limits';
import { computeLimits, ScaledKind } from './compute-limits';
import { rolloutLimits } from './rollout-limits';
import { EndpointDefinition } from '../../../definition/endpoint-definition';
import { isLanguageModelServer } from '../../../definition/language-model-server';
import { ModelSourceDefinition } from '../../../definition/model-definition';
import { Problems } from '../../../private/problems';
import { isKnown } from '../../../private/tokens';
import { hasLocalStorage } from '../../foundation/local-storage';
import { s3PlaceLimits } from '../../foundation/s3-place-limits';
import { isMarketplace, isolationLimits, modelLimits } from '../../model/model-limits';
import { EndpointPart, instancesOf, instanceType, productionParts, shadowPart, SHADOW_VARIANT, smallestCount } from '../shape/endpoint-parts';
import { isInferentia1 } from '../shape/instance-types';

const MAX_VARIANTS = 10;

/**
 * What SageMaker asks of an endpoint: combinations that it does not offer, and ranges that depend on each other.
 *
 * @param model the endpoint's model, which the definition keeps one level up; its own problems are found by `modelLimits`
 */
export function endpointLimits(endpoint: EndpointDefinition, problems: Problems, model?: ModelSourceDefinition): void {
  const production = productionParts(endpoint, model);
  const shadow = shadowPart(endpoint);
  const parts = shadow ? [...production, shadow] : production;
  // A token is not known before the deployment; the alarms that roll the endpoint back need its name before.
  if (endpoint.name !== undefined && !isKnown(endpoint.name)) {
    problems.at('name').add('must be literal text: alarms of the endpoint use it before the endpoint exists');
  }

  s3PlaceLimits(endpoint.capture?.destination, problems.at('capture', 'destination'));
  s3PlaceLimits(endpoint.asynchronous?.output, problems.at('asynchronous', 'output'));
  variantLimits(endpoint, production, problems);
  computesOf(parts).forEach(({ compute, computePath }) => computeLimits(compute, kindOf(endpoint), problems.at(...computePath)));
  Object.entries(endpoint.variants ?? {}).forEach(([name, variant]) => {
    if (variant.model) modelLimits(variant.model, problems.at('variants', name, 'model'));
  });
  if (endpoint.shadow) modelLimits(endpoint.shadow.model, problems.at('shadow', 'model'));
  storageLimits(parts, problems);
  detachLimits(endpoint, parts, problems);
  if (isIsolated(endpoint, parts)) isolationLimits(modelsOf(endpoint, parts), problems.at('networkIsolation'));
  if (parts.some(part => part.compute.serverless)) serverlessEndpointLimits(endpoint, parts, problems);
  if (endpoint.shadow) shadowLimits(endpoint, parts, problems);
  if (endpoint.asynchronous) asynchronousLimits(endpoint, parts, problems);
  if (endpoint.components) {
    componentLimits(endpoint, problems);
    componentEndpointLimits(endpoint, problems, model);
  } else if (endpoint.rollout) {
    guardrailLimits(endpoint, parts, problems);
  }
}

function isIsolated({ networkIsolation }: EndpointDefinition, parts: EndpointPart[]): boolean {
  return (networkIsolation ?? !parts.some(({ compute }) => compute.serverless)) === true;
}

function modelsOf({ components }: EndpointDefinition, parts: EndpointPart[]): (ModelSourceDefinition | undefined)[] {
  return [...parts.map(({ model }) => model), ...Object.values(components ?? {}).map(({ model }) => model)];
}

/** Only machines have a type; those below components are scaled by SageMaker itself. */
function detachLimits({ detachScaling, components }: EndpointDefinition, parts: EndpointPart[], problems: Problems): void {
  if (!detachScaling) return;
  if (components) problems.at('detachScaling').add('must not be given with `components`: SageMaker itself scales their machines; leave it out');
  if (parts.some(part => part.compute.serverless)) {
    problems.at('detachScaling').add('must not be given without instances: a serverless endpoint has no machines; leave it out');
  }
}

function variantLimits({ variants, shadow }: EndpointDefinition, production: EndpointPart[], problems: Problems): void {
  if (!variants) return;
  const at = problems.at('variants');
  if (production.length > MAX_VARIANTS) at.add(`must have at most ${MAX_VARIANTS} variants, got ${production.length}`);
  for (const { name } of production) {
    if (shadow && name === SHADOW_VARIANT) at.at(name).add(`must have another name: "${SHADOW_VARIANT}" is the shadow's`);
  }
}

/** The key of the volumes is one for all variants, and machines with local storage refuse it. */
function storageLimits(parts: EndpointPart[], problems: Problems): void {
  const types = parts.flatMap(({ compute }) => instancesOf(compute) ?? []).map(instanceType).filter(isKnown);
  const local = types.filter(hasLocalStorage);
  if (local.length > 0 && local.length < types.length) {
    const others = types.filter(type => !hasLocalStorage(type));
    problems.add(`must not mix instance types with local NVMe storage (${unique(local)}) and without (${unique(others)}): `
      + 'an endpoint has one volume key, which the first refuse and the others need; put them behind two endpoints');
  }
}

function serverlessEndpointLimits(endpoint: EndpointDefinition, parts: EndpointPart[], problems: Problems): void {
  const why = 'must not be given for a serverless endpoint, which does not offer it; use `compute.instances`';
  for (const key of ['asynchronous', 'capture', 'components', 'detailedMetrics', 'rollout', 'shadow'] as const) {
    if (endpoint[key] !== undefined) problems.at(key).add(why);
  }
  if (endpoint.networkIsolation === true) problems.at('networkIsolation').add('must not be true for a serverless endpoint, which does not offer it');
  if (productionParts(endpoint).length > 1) problems.at('variants').add('must be one variant on a serverless endpoint; use `compute.instances`');
  for (const { model, path } of parts) {
    const at = problems.at(...path, ...(path.length > 0 ? ['model'] : []));
    if (model?.multiModel) at.at('multiModel').add(why);
    if (model?.containers) at.at('containers').add(why);
    if (isMarketplace(model)) at.at('aws', 'modelPackage').add('must not be from AWS Marketplace for a serverless endpoint; use `compute.instances`');
    if (isLanguageModelServer(model?.framework) && model?.image === undefined) {
      at.at('framework').add(`must not be ${JSON.stringify(model?.framework)} for a serverless endpoint, which has no GPU; `
        + 'use `compute.instances`');
    }
    const artifact = model?.artifact;
    if (isKnown(artifact) && artifact.endsWith('/') && !model?.multiModel) {
      at.at('artifact').add(`must be a .tar.gz for a serverless endpoint, got ${JSON.stringify(artifact)}`);
    }
  }
}

function shadowLimits(endpoint: EndpointDefinition, parts: EndpointPart[], problems: Problems): void {
  const at = problems.at('shadow');
  if (productionParts(endpoint).length > 1) at.add('must be beside exactly one variant; drop `variants` or `shadow`');
  if (endpoint.asynchronous) at.add('must not be given for an asynchronous endpoint');
  for (const { model, compute } of parts) {
    const type = instancesOf(compute)?.type;
    if (model?.multiModel) at.add('must not be given with a multi-model container');
    if (model?.containers) at.add('must not be given with several containers');
    if (isMarketplace(model)) at.add('must not be given with a model of AWS Marketplace');
    if (isKnown(type) && isInferentia1(type)) at.add(`must not be given on ${JSON.stringify(type)}; choose another instance type`);
  }
}

function asynchronousLimits(endpoint: EndpointDefinition, parts: EndpointPart[], problems: Problems): void {
  const { asynchronous, capture } = endpoint;
  if (capture) problems.at('capture').add('must not be given for an asynchronous endpoint; its requests and answers are in Amazon S3 already');
  if (isKnown(asynchronous!.output) && !asynchronous!.output.endsWith('/')) {
    problems.at('asynchronous', 'output').add(`must be a prefix that ends in '/', got ${JSON.stringify(asynchronous!.output)}`);
  }
  for (const { model } of parts) {
    if (model?.multiModel) problems.at('asynchronous').add('must not be given with a multi-model container');
    if (model?.containers) problems.at('asynchronous').add('must not be given with several containers');
  }
  if (parts.filter(({ compute }) => compute.instances?.scale).length > 1) {
    problems.at('asynchronous').add('must not scale more than one variant: they share one queue, whose metrics have no variant');
  }
}

function componentEndpointLimits(endpoint: EndpointDefinition, problems: Problems, model?: ModelSourceDefinition): void {
  for (const key of ['asynchronous', 'shadow'] as const) {
    if (endpoint[key] !== undefined) problems.at(key).add('must not be given beside `components`; they share one fleet and answer at once');
  }
  if (model) problems.at('model').add('must not be given beside `components`, which bring their own models');
  for (const kind of ['allAtOnce', 'canary', 'linear'] as const) {
    if (endpoint.rollout?.[kind]) {
      problems.at('rollout', kind).add('must not be given beside `components`, whose copies are replaced in batches; use `rolling`');
    }
  }
}

/** Deployment guardrails leave out some models and machines, and rolling updates more than one variant. */
function guardrailLimits(endpoint: EndpointDefinition, parts: EndpointPart[], problems: Problems): void {
  const at = problems.at('rollout');
  const instances = parts.flatMap(({ compute }) => instancesOf(compute) ?? []);
  rolloutLimits(endpoint.rollout!, instances.map(smallestCount), at);
  if (parts.length > 1 && endpoint.rollout!.rolling) {
    at.at('rolling').add('must not be given with more than one variant; use `allAtOnce`, `canary` or `linear`');
  }
  if (parts.some(({ model }) => isMarketplace(model))) at.add('must not be given for a model of AWS Marketplace; leave it out');
  const refused = instances.map(instanceType).filter(type => isKnown(type) && isInferentia1(type));
  if (refused.length > 0) at.add(`must not be given on ${unique(refused)}; leave it out or choose another instance type`);
}

function kindOf(endpoint: EndpointDefinition): ScaledKind {
  if (endpoint.components) return 'componentFleet';
  return endpoint.asynchronous ? 'asynchronous' : 'realTime';
}

/** Each compute once, though several variants may take it over. */
function computesOf(parts: EndpointPart[]): EndpointPart[] {
  return parts.filter((part, index) => parts.findIndex(other => other.computePath.join() === part.computePath.join()) === index);
}

function unique(types: string[]): string {
  return [...new Set(types)].map(type => JSON.stringify(type)).join(', ');
}
