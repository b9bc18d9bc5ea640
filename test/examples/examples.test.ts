import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Change, DEFINITIONS, EXAMPLES, ON_KUBERNETES, PROGRAMS, exampleApp, exampleSource } from './examples';
import { ComponentDefinition, EndpointDefinition, MlopsDefinition, ModelDefinition, StepDefinition } from '../../lib/definition';
import { digests } from '../quality/determinism';
import { iamFindings } from '../quality/iam';
import { VALIDATION_CONTEXT, addPolicyPacks, reportedFindings, validated } from '../quality/nag';
import { LostResource, lostResources } from '../quality/replacement';
import { runTypeScript } from '../quality/run-typescript';
import { Resource, StackTemplate, resourcesOf, templatesOf } from '../quality/templates';

const output = mkdtempSync(join(tmpdir(), 'examples-'));
afterAll(() => rmSync(output, { recursive: true, force: true }));

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

// Every example is synthesised once with every check, and once in a process of its own where everything is different. Definitions
// become stacks by the sources, programs by the built package, which is what they import.
const checked = join(output, 'checked');
const elsewhere = join(output, 'elsewhere');

beforeAll(() => {
  for (const name of DEFINITIONS) validated(addPolicyPacks(exampleApp(name, { outdir: join(checked, name), context: VALIDATION_CONTEXT })));
  runTypeScript(join(__dirname, 'synthesise-checked.ts'), [checked, ...PROGRAMS], { built: true });
}, 300_000);

beforeAll(() => {
  const anotherWorld = {
    workingDirectory: output,
    preload: [join(__dirname, '../quality/another-world.cjs')],
    environment: {
      CDK_VALIDATION: 'false',
      HOME: join(output, 'nobody'),
      TZ: 'Pacific/Chatham',
      LANG: 'tr_TR.UTF-8',
      LC_ALL: 'tr_TR.UTF-8',
      AWS_REGION: 'ap-south-2',
      CDK_DEFAULT_REGION: 'ap-south-2',
      CDK_DEFAULT_ACCOUNT: '999999999999',
    },
  };
  runTypeScript(join(__dirname, 'synthesise-elsewhere.ts'), [elsewhere, ...DEFINITIONS], anotherWorld);
  runTypeScript(join(__dirname, 'synthesise-elsewhere.ts'), [elsewhere, ...PROGRAMS], { ...anotherWorld, built: true });
}, 300_000);

const assembly = (name: string) => join(checked, name);
const templates = (name: string) => templatesOf(assembly(name));

describe.each(EXAMPLES)('%s', name => {
  test('has nothing that five sets of policy and template checks object to', () => {
    expect(reportedFindings(assembly(name))).toEqual([]);
  });

  test('gives no permission that is too wide', () => {
    expect(iamFindings(templates(name))).toEqual([]);
  });

  test('names no partition, so that it also deploys to others', () => {
    const own = exampleSource(name);
    const arns = [...templates(name).values()].flatMap(template => JSON.stringify(template).match(/arn:aws[a-z-]*:[^"\\,\s]*/g) ?? []);
    expect(arns.filter(arn => !own.includes(arn))).toEqual([]);
  });

  test('is the same, byte for byte, with another clock, home, folder, time zone and language, without network and processes', () => {
    expect(digests(join(elsewhere, 'plain', name))).toEqual(digests(assembly(name)));
  });

  test('loses nothing to a tag that a company puts on everything', () => {
    expect(lostResources(templates(name), templatesOf(join(elsewhere, 'tagged', name)))).toEqual([]);
  });

  test('has stacks far below the limits of CloudFormation', () => {
    for (const [stack, { Resources = {} }] of templates(name)) {
      expect({ stack, resources: Object.keys(Resources).length < 200 }).toEqual({ stack, resources: true });
    }
  });

  test('has pipeline definitions that are JSON with steps', () => {
    for (const [, resource] of resourcesOf(templates(name))) {
      if (resource.Type !== 'AWS::SageMaker::Pipeline') continue;
      expect(pipelineDefinition(assembly(name), resource)).toMatchObject({ Version: '2020-12-01', Steps: expect.any(Array) });
    }
  });

  test('has the resources that were agreed on', () => {
    const golden = join(__dirname, 'golden', `${name}.txt`);
    const resources = resourceList(templates(name));
    if (process.env.UPDATE_GOLDEN) writeFileSync(golden, resources);
    expect(resources).toEqual(existsSync(golden) ? readFileSync(golden, 'utf8') : 'missing: run `npm run test:golden`');
  });
});

describe.each(DEFINITIONS.filter(name => !ON_KUBERNETES.includes(name)))('a change of %s', name => {
  const changed = (change: Change): LostResource[] => {
    const after = changedTemplates(name, change);
    expect(after).not.toEqual(templates(name));
    return lostResources(templates(name), after);
  };
  const lostForGood = (lost: LostResource[]) => lost.filter(({ type }) => KEPT.has(type));

  // Where an approval alone decides about the version, no template has one.
  const isVersioned = /artifact:|modelPackage/.test(exampleSource(name));
  test('of the version of a model replaces nothing that is kept', () => {
    const next: Change = { definition: eachContainer(container => ({ ...container, artifact: container.artifact?.replace(/\/\d+\//, '/99/') })), lock: nextVersions };
    if (!isVersioned) {
      expect(changedTemplates(name, next)).toEqual(templates(name));
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
    const before = templates(name);
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

function onLargerMachines(model: ModelDefinition): ModelDefinition {
  const { batch, endpoint } = model;
  return {
    ...model,
    ...(endpoint && { endpoint: largerMachines(endpoint) }),
    ...(batch && { batch: { ...batch, compute: { ...batch.compute, type: 'ml.m5.4xlarge' } } }),
  };
}

function largerMachines(endpoint: EndpointDefinition): EndpointDefinition {
  const { serverless, instances } = endpoint.compute ?? {};
  if (serverless) return { ...endpoint, compute: { serverless: { ...serverless, memory: '4GiB' } } };
  return { ...endpoint, compute: { instances: { ...instances, type: 'ml.m5.4xlarge' === instances?.type ? 'ml.m5.12xlarge' : 'ml.m5.4xlarge' } } };
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

/** `<type> <logical id>` of every resource under the name of its stack; stacks with the same resources are listed once. */
function resourceList(all: Map<string, StackTemplate>): string {
  const stacksByContent = new Map<string, string[]>();
  for (const [stack, { Resources = {} }] of all) {
    const content = Object.entries(Resources).map(([logicalId, { Type }]) => `  ${Type} ${logicalId}`).sort().join('\n');
    stacksByContent.set(content, [...stacksByContent.get(content) ?? [], stack]);
  }
  return [...stacksByContent].map(([content, [first, ...more]]) =>
    `${first}${more.length > 0 ? ` and ${more.length} more of the same shape` : ''}\n${content}\n`).join('\n');
}

/** The definition in the template, with deploy-time values as text, or in the assembly's files. */
function pipelineDefinition(assemblyDirectory: string, { Properties = {} }: Resource): unknown {
  const { PipelineDefinitionBody: body, PipelineDefinitionS3Location: location } = Properties.PipelineDefinition as Record<string, unknown>;
  if (body !== undefined) return JSON.parse(asText(body));
  const { Key: key } = location as { Key: string };
  return JSON.parse(readFileSync(join(assemblyDirectory, `asset.${key}`), 'utf8'));
}

function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  const [separator, parts] = (value as { 'Fn::Join'?: [string, unknown[]] })['Fn::Join'] ?? ['', ['known-at-deployment']];
  return parts.map(asText).join(separator);
}
