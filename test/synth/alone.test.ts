import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { BatchInference, DatasetStore, DeliveryPipeline, FeatureStore, ModelEndpoint, ModelMonitor, ModelRegistry, TrainingPipeline } from '../../lib/aws';
import { MlopsDefinition, ModelDefinition } from '../../lib/definition';
import { definitionProblems } from '../../lib/definition/check';
import { isObject } from '../../lib/definition/structure';
import { MlopsError } from '../../lib/private/errors';
import { Path, Problem, renderPath } from '../../lib/private/problems';
import { checkSystem } from '../../lib/synth/system/check-system';
import { SystemFiles } from '../../lib/synth/system/system-files';

const FOLDER = join(__dirname, '../definition/wrong');
const ARTIFACTS = 's3://models/7/model.tar.gz';

/** What a construct alone cannot say as a whole system does, and why. */
const EXCEPTIONS: readonly { readonly message: RegExp; readonly parts?: readonly string[]; readonly reason: string }[] = [
  { message: /^there is no key (?!.* it stands under )/, reason: 'a construct has props beside the keys of the definition, so it names those' },
  { message: /^must be a (whole )?number, got (\.inf|\.nan|1e999)$/, reason: 'only a file knows how a number was written' },
  { message: /^a name must be /, parts: ['dataset', 'features'], reason: 'a part alone does not stand under a name' },
  { message: /^the endpoint .* belongs to|both cannot have an endpoint/, parts: ['endpoint'], reason: 'an endpoint alone knows no other one' },
  { message: /^(must .*|is missing; )"monitoring\./, parts: ['endpoint'], reason: 'an endpoint alone does not know what watches it; the monitor says it' },
  { message: /^is not given together with "existing"/, parts: ['endpoint'], reason: 'a construct makes its endpoint, and no prop of it says another' },
  { message: /^there is no environment /, parts: ['pipeline'], reason: 'a construct is in one environment and knows no other' },
  { message: /^is found by its record id /, parts: ['pipeline'], reason: 'a pipeline alone is given stores of features, which say nothing of their schema' },
  { message: /^never registers a version/, parts: ['pipeline'], reason: 'nothing says that a pipeline alone has an endpoint' },
  { message: /^there is no (step|output) /, parts: ['monitoring'], reason: 'the version that is watched knows the outputs, and may be of another pipeline' },
  { message: /^needs an "endpoint" to watch/, parts: ['monitoring'], reason: 'a monitor cannot be made without an endpoint' },
  { message: /GitHub Actions|"githubActions"|GitLab CI|"gitlabCi"|Jenkins|"jenkins"|Azure Pipelines|"azurePipelines"|service connection|Google Cloud Build|"cloudBuild"|service account/, parts: ['delivery'], reason: 'the construct delivers with CodePipeline, whatever else is described' },
  { message: / is not there on (?!AWS)/, reason: 'a construct of AWS knows no other place' },
  { message: /^(has nothing to deliver|needs an endpoint that answers)/, parts: ['delivery'], reason: 'a delivery alone is given stacks, not models' },
];

/** What a part is called, where it stands in a definition, and how it is defined alone. */
interface Part {
  readonly kind: string;
  readonly path: Path;
  readonly define: (stack: Stack) => unknown;
}

const used = new Set<object>();

const files = readdirSync(FOLDER).filter(file => /\.(json|yaml)$/.test(file) && !file.endsWith('.lock.json'));
const definitions = files.map(file => [file, read(file)] as const).filter((pair): pair is [string, MlopsDefinition] => pair[1] !== undefined);

test.each(definitions)('what is wrong in %s is said of a part alone as of the whole system', (_, definition) => {
  const [general, whole] = [definitionProblems(definition).map(shown), systemFaults(definition)];
  for (const one of partsOf(definition)) {
    const alone = faultsAlone(one);
    const places = new Set(alone.map(placeOf));
    // What holds on every platform is found, and what both find is said in the same words.
    const expected = [...inside(one, general), ...inside(one, whole).filter(line => places.has(placeOf(line)))];
    const missing = expected.filter(line => !alone.includes(line));
    expect({ part: renderPath(one.path), missing }).toEqual({ part: renderPath(one.path), missing: [] });
  }
});

test('every exception is needed', () => {
  expect(EXCEPTIONS.filter(exception => !used.has(exception))).toEqual([]);
});

/** `a.b: what is wrong with it`; of a part as a whole, the place is empty. */
function shown({ message, path }: Problem): string {
  return `${renderPath(path)}: ${message}`;
}

function placeOf(line: string): string {
  return line.slice(0, line.indexOf(': '));
}

/** Of what is wrong with a system, what is wrong with one of its parts, as the part's construct should say it. */
function inside({ kind, path }: Part, lines: readonly string[]): string[] {
  const start = renderPath(path);
  return lines.filter(line => line.startsWith(start) && /[.:[]/.test(line[start.length]!)).map(line => line.slice(start.length).replace(/^\./, ''))
    .filter(line => {
      const message = line.slice(placeOf(line).length + 2);
      const exception = EXCEPTIONS.find(({ parts = [kind], message: excepted }) => parts.includes(kind) && excepted.test(message));
      if (exception !== undefined) used.add(exception);
      return exception === undefined;
    });
}

function read(file: string): MlopsDefinition | undefined {
  try {
    const { definition } = SystemFiles.read(join(FOLDER, file));
    return isObject(definition) ? definition : undefined;
  } catch (error) {
    if (MlopsError.isMlopsError(error)) return undefined;
    throw error;
  }
}

/** Every part that some construct takes. */
function partsOf({ datasets, delivery, features, models }: MlopsDefinition): Part[] {
  const around = { datasets, features };
  return [
    ...entriesOf(datasets).map(([name, dataset]) => part('dataset', ['datasets', name], stack => new DatasetStore(stack, 'Alone', dataset))),
    ...entriesOf(features).map(([name, group]) => part('features', ['features', name], stack => new FeatureStore(stack, 'Alone', group))),
    ...isObject(delivery) ? [part('delivery', ['delivery'], stack => new DeliveryPipeline(stack, 'Alone', { ...delivery, deployments: [], trainingPipeline: training(stack) }))] : [],
    ...entriesOf(models).flatMap(([name, model]) => modelParts(name, model, around)),
  ];
}

function modelParts(name: string, model: ModelDefinition, around: Pick<MlopsDefinition, 'datasets' | 'features'>): Part[] {
  const { batch, endpoint, monitoring, pipeline } = model;
  const served = { artifact: ARTIFACTS, framework: 'xgboost' } as const;
  return [
    ...isObject(endpoint) ? [part('endpoint', ['models', name, 'endpoint'], stack => new ModelEndpoint(stack, 'Alone', {
      ...endpoint, model: endpoint.components === undefined ? served : undefined,
    }))] : [],
    ...isObject(batch) ? [part('batch', ['models', name, 'batch'], stack => new BatchInference(stack, 'Alone', {
      output: 's3://scores/', ...batch, model: served, datasets: datasetsIn(stack, around),
    }))] : [],
    ...isObject(monitoring) ? [part('monitoring', ['models', name, 'monitoring'], stack => new ModelMonitor(stack, 'Alone', {
      ...monitoring,
      endpoint: watched(stack, model),
      datasets: datasetsIn(stack, around),
      modelPackage: 'arn:aws:sagemaker:eu-west-1:111111111111:model-package/churn/7',
      artifactBucket: s3.Bucket.fromBucketName(stack, 'Artifacts', 'artifacts'),
      trainingPipeline: pipeline && training(stack),
    }))] : [],
    ...isObject(pipeline) ? [part('pipeline', ['models', name, 'pipeline'], stack => new TrainingPipeline(stack, 'Alone', {
      ...pipeline,
      sourceDirectory: FOLDER,
      registry: ModelRegistry.fromModelPackageGroupName(stack, 'Registry', 'churn'),
      datasets: datasetsIn(stack, around),
      features: featuresIn(stack, around),
    }))] : [],
  ];
}

function part(kind: string, path: Path, define: (stack: Stack) => unknown): Part {
  return { kind, path, define };
}

function entriesOf<T>(map: { [name: string]: T } | undefined): [string, T][] {
  return isObject(map) ? Object.entries(map).filter(([, value]) => isObject(value)) : [];
}

function training(stack: Stack) {
  return TrainingPipeline.fromPipelineName(stack, 'Training', 'churn-train');
}

/** An endpoint that knows what it serves, as one of the same app does. */
function watched(stack: Stack, { endpoint, multiModel }: ModelDefinition) {
  const imported = ModelEndpoint.fromEndpointAttributes(stack, 'Endpoint', { endpointName: 'churn', captureUri: 's3://records/churn/' });
  return Object.assign(imported, { _model: { endpoint, multiModel } });
}

function datasetsIn(stack: Stack, { datasets }: Pick<MlopsDefinition, 'datasets'>) {
  const bucket = s3.Bucket.fromBucketName(stack, 'Data', 'data');
  return Object.fromEntries(Object.keys(datasets ?? {}).map((name, index) => [name, DatasetStore.fromBucket(stack, `Dataset${index}`, bucket)]));
}

function featuresIn(stack: Stack, { features }: Pick<MlopsDefinition, 'features'>) {
  return Object.fromEntries(Object.entries(features ?? {}).map(([name, group], index) => [name, FeatureStore.fromFeatureStoreAttributes(stack, `Features${index}`, {
    featureGroupName: name, offlineBucket: group.offline || !group.online ? s3.Bucket.fromBucketName(stack, `Offline${index}`, 'offline') : undefined,
  })]));
}

/** What the construct alone says. */
function faultsAlone({ define }: Part): string[] {
  const lines = complaints(() => define(new Stack(new App(), 'Stack', { env: { account: '111111111111', region: 'eu-west-1' } })));
  return lines.flatMap(text => text.split('\n').slice(1)).map(line => line.slice(2)).map(line => /^\w+([.[]|: )/.test(line) ? line : `: ${line}`);
}

/** What the whole system says, without the places in the file. */
function systemFaults(definition: MlopsDefinition): string[] {
  return complaints(() => checkSystem(definition, undefined, FOLDER)).map(line => line.slice(line.indexOf(' ') + 1));
}

function complaints(define: () => unknown): readonly string[] {
  try {
    define();
    return [];
  } catch (error) {
    if (!MlopsError.isMlopsError(error)) throw error;
    return error.problems;
  }
}
