import { CAPABILITIES, Capability, Gap } from '../../lib/definition/capabilities';
import { MlopsDefinition } from '../../lib/definition/mlops-definition';
import { gapRules, partGapRules } from '../../lib/definition/rules/gap-rules';
import { Problems, renderPath } from '../../lib/private/problems';

/** The table with a second place, a boat: it does what no row here says that it does not. */
type Somewhere = 'aws' | 'boat';
const PLACES: Readonly<Record<Somewhere, string>> = { aws: 'AWS', boat: 'the boat' };
const GAPS: Readonly<Record<string, Gap>> = {
  'datasets.*': { why: 'it has no room', instead: 'keep them ashore' },
  'tracking.app': { why: 'it has no network', instead: 'write a logbook' },
  'models.*.pipeline': { why: 'it has no power', instead: 'train ashore, and name that environment in `pipeline.environment`' },
  'models.*.pipeline.steps.*.train': { why: 'it has no power', instead: 'train ashore' },
  'models.*.endpoint.compute.serverless': { why: 'it has one machine', instead: 'take `compute.instances`' },
  'models.*.monitoring.dataDrift': { why: 'all drifts there', instead: 'look out' },
};
const TABLE = CAPABILITIES.map(({ key, what, on }): Capability<Somewhere> => ({ key, what, on: { aws: on.aws, boat: GAPS[key] ?? { by: 'a sailor', proof: 'ran' } } }));

const aws = { region: 'eu-west-1' };
const churn = { artifact: 's3://acme/churn.tar.gz', framework: 'xgboost' as const };

function said(system: Omit<MlopsDefinition, 'name' | 'environments'> & { environments: object }): string[] {
  const problems = new Problems();
  gapRules({ name: 'fleet', ...system } as MlopsDefinition, TABLE, PLACES, problems);
  return problems.all.map(({ path, message }) => `${renderPath(path)}: ${message}`);
}

test('the table must have an answer for every place', () => {
  // @ts-expect-error: the boat is left out
  const row: Capability<Somewhere> = { key: 'datasets.*', what: 'data', on: { aws: { by: 'Amazon S3', proof: 'ran' } } };
  expect(row.on).not.toHaveProperty('boat');
});

test('a place that does everything asks for nothing', () => {
  const models = { churn: { ...churn, endpoint: { compute: { serverless: {} } } } };
  expect(said({ environments: { prod: { aws } }, datasets: { rows: {} }, models })).toEqual([]);
});

test('fails when a place cannot do what it is asked for, once for however many environments there', () => {
  expect(said({
    environments: { north: { boat: {} }, south: { boat: {} }, land: { aws } },
    datasets: { rows: {}, labels: {} },
    tracking: { app: {} },
    models: { churn: { ...churn, endpoint: { compute: { serverless: {} } } } },
  })).toEqual([
    'datasets.rows: versioned data, kept and erased by rule is not there on the boat: it has no room; keep them ashore',
    'datasets.labels: versioned data, kept and erased by rule is not there on the boat: it has no room; keep them ashore',
    'tracking.app: training runs, without a server is not there on the boat: it has no network; write a logbook',
    'models.churn.endpoint.compute.serverless: answers without machines is not there on the boat: it has one machine; take `compute.instances`',
  ]);
});

test('a part alone is asked the same as in a whole system', () => {
  const problems = new Problems();
  partGapRules({ compute: { instances: { scale: { max: 2 } } }, kubernetes: {} }, 'models.*.endpoint', 'kubernetes', problems);
  // Nothing is said of the scaling of what is not there.
  expect(problems.all.map(({ path }) => renderPath(path))).toEqual(['compute.instances']);
});

test('a model is trained in one environment, so only that one must be able to', () => {
  const models = (environment?: string): MlopsDefinition['models'] => ({
    churn: { framework: 'xgboost', pipeline: { environment, steps: { train: { train: { script: 'train.py', framework: 'xgboost' } } } } },
  });
  const environments = { land: { aws }, sea: { boat: {} } };
  expect(said({ environments, models: models() })).toEqual([]);
  // Nothing is said of the steps: the whole pipeline is not there.
  expect(said({ environments, models: models('sea') })).toEqual([
    'models.churn.pipeline: training as a graph of steps is not there on the boat: it has no power; train ashore, and name that environment in `pipeline.environment`',
  ]);
});

test('what models share is asked of who trains one of them, and of who reads it', () => {
  const environments = { land: { aws }, sea: { boat: {} } };
  const shared = { datasets: { rows: {}, labels: {} }, tracking: { app: {} } };
  const trained = (environment: string) => ({
    framework: 'xgboost' as const, pipeline: { environment, steps: { tell: { fail: { message: 'x' } } } }, endpoint: {},
  });
  const read = (labels: string) => ({
    churn: { ...trained('land'), monitoring: { quality: { labels, metrics: {} } } }, risk: { ...churn, batch: { input: 's3://acme/rows/' } },
  });
  expect(said({ environments, ...shared, models: { churn: trained('land') } })).toEqual([]);
  expect(said({ environments, ...shared, models: { churn: trained('sea') } }).map(line => line.split(':')[0]))
    .toEqual(['datasets.rows', 'datasets.labels', 'tracking.app', 'models.churn.pipeline']);
  expect(said({ environments, ...shared, models: read('s3://acme/labels/') })).toEqual([]);
  expect(said({ environments, ...shared, models: read('datasets.labels') }).map(line => line.split(':')[0])).toEqual(['datasets.labels']);
  // Nobody works with them yet: they are asked of who would train.
  expect(said({ environments, ...shared, models: { churn: { ...churn, endpoint: {} } } })).toEqual([]);
});

test('an environment that was cut out, as it is wrong by itself, reads nothing', () => {
  const environments = { sea: { boat: {} }, prod: undefined } as unknown as object;
  expect(said({ environments, datasets: { rows: {} }, models: { churn: { ...churn, endpoint: {} } } }).map(line => line.split(':')[0])).toEqual(['datasets.rows']);
});

test('an override says what its environment is asked for', () => {
  const sea = { boat: {}, models: { churn: { endpoint: { compute: { serverless: {} } } } } };
  expect(said({ environments: { land: { aws }, sea }, models: { churn: { ...churn, endpoint: { compute: { instances: {} } } } } })).toEqual([
    'environments.sea.models.churn.endpoint.compute.serverless: answers without machines is not there on the boat: it has one machine; take `compute.instances`',
  ]);
  const instances = { boat: {}, models: { churn: { endpoint: { compute: { instances: {} } } } } };
  const serverless = { ...churn, endpoint: { compute: { serverless: {} } } };
  expect(said({ environments: { land: { aws }, sea: instances }, models: { churn: serverless } })).toEqual([]);
});
