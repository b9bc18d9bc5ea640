import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { endpointLimits } from './model-endpoint-limits';
import { EndpointDefinition } from '../../../definition/endpoint-definition';
import { ContainerDefinition, ModelSourceDefinition } from '../../../definition/model-definition';
import { Problems } from '../../../private/problems';
import { isKnown } from '../../../private/tokens';
import { instanceTypeLimits } from '../../foundation/instance-type-limits';
import { PlatformOptions } from '../../foundation/platform';
import { EcrImage } from '../../model/ecr-image';
import { machineLimits, modelLimits, regionLimits, routeLimits } from '../../model/model-limits';
import { EndpointPart, instanceType, productionParts, shadowPart } from '../shape/endpoint-parts';

/** What an endpoint is checked for beyond its definition: its model, and the place where it runs. */
export interface PlacedEndpoint extends EndpointDefinition, PlatformOptions {
  readonly model?: ModelSourceDefinition;
}

/** Everything that AWS asks of an endpoint with its model, in its stack. */
export function placementLimits(scope: Construct, props: PlacedEndpoint, problems: Problems): void {
  const { components, model, platform, vpc } = props;
  const { account, region } = Stack.of(scope);
  if (model && !components) {
    modelLimits(model, problems.at('model'));
    regionLimits(model, region, problems.at('model'));
  }
  placedEndpointLimits(props, { source: model, account, region, isIsolated: platform?.isIsolated && !vpc }, problems, problems.at('model'));
  const parts = partsOf(props, model);
  parts.filter(part => !part.model).forEach(({ path }) => problems.at(...path, 'model').add('must be given: what the variant runs'));
  if (parts.some(part => part.compute.serverless) && vpc) {
    problems.at('vpc').add('must not be given for a serverless endpoint, which cannot be in a VPC; use `compute.instances`');
  }
}

/** Where an endpoint runs, and the model that its variants take over; tokens are known at deployment only. */
export interface EndpointPlace {
  readonly source?: ModelSourceDefinition;
  readonly account?: string;
  readonly region: string;
  /** Whether the network there has no way to the internet. */
  readonly isIsolated?: boolean;
}

/**
 * What holds for an endpoint in an account and a region: its machines are there, and so are the images that run on them.
 *
 * @param modelProblems takes what is wrong with the endpoint's own model, which is checked by itself elsewhere
 */
export function placedEndpointLimits(
  endpoint: EndpointDefinition, { source, account, region, isIsolated }: EndpointPlace, problems: Problems, modelProblems: Problems,
): void {
  endpointLimits(endpoint, problems, source);
  const parts = partsOf(endpoint, source);
  const computes = endpoint.components ? [...productionParts(endpoint)] : parts;
  for (const { compute, computePath } of unique(computes)) {
    instanceTypeLimits(compute.instances?.type, 'hosting', region, problems.at(...computePath, 'instances', 'type'));
  }
  for (const { compute, computePath, model, path } of parts) {
    if (!model) continue;
    const own = model !== source;
    const at = own ? problems.at(...path, 'model') : modelProblems;
    if (own) regionLimits(model, region, at);
    if (isIsolated && !compute.serverless) routeLimits(model, at);
    if (compute.serverless) {imageAccountRule(model, account, at);} else {
      machineLimits(model, instanceType(compute.instances ?? {}),
        problems.at(...computePath, ...compute.instances?.type === undefined ? [] : ['instances', 'type']));
    }
  }
  const type = instanceType(endpoint.compute?.instances ?? {});
  for (const [name, { model }] of Object.entries(endpoint.components ?? {})) {
    if (!model || model.image !== undefined) continue;
    if (isIsolated) routeLimits(model, problems.at('components', name, 'model'));
    regionLimits(model, region, problems.at('components', name, 'model'));
    machineLimits(model, type, problems.at('components', name, 'model'));
  }
}

/** The variants that bring a model, and the shadow. */
function partsOf(endpoint: EndpointDefinition, source: ModelSourceDefinition | undefined): EndpointPart[] {
  if (endpoint.components) return [];
  const shadow = shadowPart(endpoint);
  return [...productionParts(endpoint, source), ...(shadow ? [shadow] : [])];
}

/** Each compute once, though several variants may take it over. */
function unique(parts: readonly EndpointPart[]): EndpointPart[] {
  return parts.filter((part, index) => parts.findIndex(other => other.computePath.join() === part.computePath.join()) === index);
}

/** Serverless endpoints pull images from the own account or from AWS, and refuse all others. */
function imageAccountRule({ image }: ContainerDefinition, account: string | undefined, problems: Problems): void {
  const parsed = isKnown(image) ? EcrImage.parse(image) : undefined;
  if (parsed && isKnown(account) && isKnown(parsed.account) && parsed.account !== account && !parsed.isPrebuilt) {
    problems.at('image').add(`must be in the account of the stack, ${account}, for a serverless endpoint, got ${JSON.stringify(parsed.account)}; `
      + 'copy the image');
  }
}
