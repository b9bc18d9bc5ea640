import { ComponentDefinition, MlopsDefinition, ModelDefinition, ModelEndpointDefinition, StepDefinition } from '../../lib/definition';
import { StackTemplate, templatesOf } from '../../lib/testing/assembly-templates';
import { Change, DEFINITIONS, ON_KUBERNETES, exampleApp, exampleSource } from '../examples/examples';
import { LostResource, lostResources } from '../quality/replacement';

/** What the deployment of a change must never take away: what holds data, what clients call, what encrypts. */
const KEPT = new Set([
  'AWS::CloudWatch::Dashboard',
  'AWS::DynamoDB::Table',
  'AWS::KMS::Alias',
  'AWS::KMS::Key',
  'AWS::S3::Bucket',
  'AWS::SageMaker::Endpoint',
  'AWS::SageMaker::FeatureGroup',
  'AWS::SageMaker::InferenceComponent',
  'AWS::SageMaker::MlflowApp',
  'AWS::SageMaker::ModelPackageGroup',
  'AWS::SageMaker::Pipeline',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
]);

describe.each(DEFINITIONS.filter(name => !ON_KUBERNETES.includes(name)))('a change of %s', name => {
  let before: Map<string, StackTemplate>;
  beforeAll(() => {
    before = changedTemplates(name, {});
  });

  const changed = (change: Change): LostResource[] => {
    const after = changedTemplates(name, change);
    expect(after).not.toEqual(before);
    return lostResources(before, after);
  };
  const lostForGood = (lost: LostResource[]) => lost.filter(({ type }) => KEPT.has(type));

  // Where an approval alone decides about the version, no template has one.
  const isVersioned = /artifact:|modelPackage/.test(exampleSource(name));
  test('of the version of a model replaces nothing that is kept', () => {
    const next: Change = { definition: eachContainer(container => ({ ...container, artifact: container.artifact?.replace(/\/\d+\/|:[0-9a-f]{40}$/, otherVersion) })), lock: nextVersions };
    if (!isVersioned) {
      expect(changedTemplates(name, next)).toEqual(before);
      return;
    }
    const lost = changed(next);
    expect(lostForGood(lost)).toEqual([]);
    expect(lost.map(({ type }) => type)).toContain('AWS::SageMaker::Model');
  });

  test('of the machines, an environment variable and thresholds replaces nothing that is kept', () => {
    const { models } = exampleDefinition(name);
    // What only scores in bulk has no thresholds.
    const hasThresholds = Object.values(models).some(({ endpoint, pipeline }) => endpoint ?? pipeline);
    const changes = [
      eachModel(onLargerMachines),
      eachContainer(container => ({ ...container, environment: { LOG_LEVEL: 'debug' } })),
      ...(hasThresholds ? [eachModel(otherThresholds)] : []),
    ];
    // One by one each must change something, or together they would say nothing.
    for (const change of changes) expect(change(exampleDefinition(name))).not.toEqual(exampleDefinition(name));
    expect(lostForGood(changed({ definition: definition => changes.reduce((edited, change) => change(edited), definition) }))).toEqual([]);
  });

  test('of the tags replaces nothing', () => {
    expect(changed({ definition: definition => ({ ...definition, tags: { ...definition.tags, team: 'risk' } }) })).toEqual([]);
  });

  test('touches only the stacks of the model', () => {
    const [first = ''] = Object.keys(exampleDefinition(name).models);
    const change = (model: ModelDefinition) => ({ ...model, intendedUse: 'Something else.', endpoint: largerMachines(model.endpoint ?? {}) });
    const after = changedTemplates(name, {
      definition: definition => ({ ...definition, models: { ...definition.models, [first]: change(definition.models[first]!) } }),
    });
    const touched = [...after].filter(([stack, template]) => JSON.stringify(template) !== JSON.stringify(before.get(stack))).map(([stack]) => stack);
    expect(touched.length).toBeGreaterThan(0);
    expect(touched.filter(stack => !stack.includes(`/${first}/`))).toEqual([]);
  });
});

/** The templates of a changed example, made without the checks, which the example itself has passed. */
function changedTemplates(name: string, change: Change): Map<string, StackTemplate> {
  return templatesOf(exampleApp(name, {}, change).synth().directory);
}

function exampleDefinition(name: string): MlopsDefinition {
  let found: MlopsDefinition | undefined;
  exampleApp(name, {}, { definition: definition => (found = definition) });
  return found!;
}

type Container = { readonly artifact?: string; readonly environment?: Record<string, string> };

function eachModel(change: (model: ModelDefinition) => ModelDefinition): (definition: MlopsDefinition) => MlopsDefinition {
  return definition => ({ ...definition, models: mapValues(definition.models, change) });
}

/** The containers of a model: its own, those of its components, or those of the jobs that train it. */
function eachContainer(change: (container: Container) => Container): (definition: MlopsDefinition) => MlopsDefinition {
  const changeComponent = (component: ComponentDefinition) => ({ ...component, model: component.model && change(component.model) });
  const changeStep = (step: StepDefinition) => ({
    ...step,
    ...(step.process && { process: { ...step.process, environment: change({}).environment } }),
    ...(step.train && { train: { ...step.train, environment: change({}).environment } }),
  });
  return eachModel(model => {
    const components = model.endpoint?.components;
    if (model.pipeline?.steps) return { ...model, pipeline: { ...model.pipeline, steps: mapValues(model.pipeline.steps, changeStep) } };
    if (!components) return { ...model, ...change(model) };
    return { ...model, endpoint: { ...model.endpoint, components: mapValues(components, changeComponent) } };
  });
}

/** Of the machines that answer or score; of those that train, where nothing else is there. */
function onLargerMachines(model: ModelDefinition): ModelDefinition {
  const { batch, endpoint, pipeline } = model;
  const trained = ({ train, ...step }: StepDefinition) => ({ ...step, ...(train && { train: { ...train, compute: { ...train.compute, type: 'ml.m5.4xlarge' } } }) });
  return {
    ...model,
    ...(!endpoint && !batch && pipeline?.steps && { pipeline: { ...pipeline, steps: mapValues(pipeline.steps, trained) } }),
    ...(endpoint && { endpoint: largerMachines(endpoint) }),
    ...(batch && { batch: { ...batch, compute: { ...batch.compute, type: 'ml.m5.4xlarge' } } }),
  };
}

/** A folder of another number, or another commit of a model of the hub. */
function otherVersion(version: string): string {
  return version.startsWith(':') ? `:${'0'.repeat(40)}` : '/99/';
}

/** Larger than what the examples take; any other gives way to one of the first. */
const LARGER: { readonly [type: string]: string | undefined } = { 'ml.m5.4xlarge': 'ml.m5.12xlarge', 'ml.g6.xlarge': 'ml.g6.2xlarge' };

/** Of an endpoint that is there already, those that it is said to have. */
function largerMachines({ existing, ...endpoint }: ModelEndpointDefinition): ModelEndpointDefinition {
  if (existing) return { existing: { ...existing, variants: mapValues(existing.variants ?? { AllTraffic: {} }, () => ({ type: 'ml.m5.4xlarge' })) } };
  const { serverless, instances } = endpoint.compute ?? {};
  if (serverless) return { ...endpoint, compute: { serverless: { ...serverless, memory: '4GiB' } } };
  return { ...endpoint, compute: { instances: { ...instances, type: LARGER[instances?.type ?? ''] ?? 'ml.m5.4xlarge' } } };
}

function otherThresholds(model: ModelDefinition): ModelDefinition {
  return {
    ...model,
    ...(model.endpoint && { monitoring: { ...model.monitoring, alarms: { ...model.monitoring?.alarms, errorRate: 0.2, latencyP99: '9s' } } }),
    ...(model.pipeline && { pipeline: { ...model.pipeline, parameters: { ...model.pipeline.parameters, minAuc: 0.8 } } }),
  };
}

const nextVersions: Change['lock'] = lock => lock && ({
  ...lock,
  environments: mapValues(lock.environments, models =>
    mapValues(models, version => ({ ...version, aws: version.aws && { modelPackage: version.aws.modelPackage.replace(/\d+$/, '99') } }))),
});

function mapValues<T, U>(values: { [key: string]: T }, change: (value: T) => U): { [key: string]: U } {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));
}
