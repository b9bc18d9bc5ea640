import { Aws } from 'aws-cdk-lib';
import { edits } from './edits';
import { ESTATE } from './estate';
import { faultsOf, harmOf, recordOf, synthesised } from './harm';
import { AwsPlaceDefinition, LockDefinition, MlopsDefinition, ModelDefinition } from '../../lib/definition';

const LOCK = recordOf(ESTATE);
const { risk } = ESTATE.models as { risk: ModelDefinition };
const faults = (changes: Partial<MlopsDefinition>, lock: LockDefinition = LOCK) => faultsOf({ ...ESTATE, ...changes }, lock, __dirname);
const environment = (name: string, changes: object) => ({
  environments: {
    ...ESTATE.environments,
    [name]: { ...ESTATE.environments[name], aws: { ...ESTATE.environments[name]?.aws, ...changes } as AwsPlaceDefinition },
  },
});
const model = (changes: Partial<ModelDefinition>) => ({ models: { risk: { ...risk, ...changes } } });

test('a definition agrees with its own record', () => {
  expect(faults({})).toBeUndefined();
});

describe('an edit that would replace what holds data, or leave it behind, is an error that names the way to do it on purpose', () => {
  test.each<[string, Partial<MlopsDefinition>, string]>([
    ['a renamed system', { name: 'estates' }, 'name: must stay "estate", got "estates": every bucket, key and group is named after the system, and what they hold would '
      + 'be left behind; to do it on purpose, remove "state" from mlops.lock.json'],
    ['another region', environment('prod', { region: 'eu-central-1' }), 'environments.prod.aws.region: must stay "eu-west-1", got "eu-central-1": all would be made anew there'],
    ['another account', environment('prod', { account: '444444444444' }), 'environments.prod.aws.account: must stay "222222222222", got "444444444444"'],
    ['another address range', environment('prod', { network: { isolated: { cidr: '10.9.0.0/16', availabilityZones: 3 } } }),
      'environments.prod.aws.network.isolated.cidr: must stay "10.7.0.0/16", got "10.9.0.0/16": jobs and endpoints run in the network'],
    ['an address range that is left out', environment('prod', { network: { isolated: { availabilityZones: 3 } } }), 'must stay "10.7.0.0/16", got "10.0.0.0/16"'],
    ['fewer zones', environment('prod', { network: { isolated: { cidr: '10.7.0.0/16' } } }), 'network.isolated.availabilityZones: must stay 3, got 2'],
    ['no network any more', environment('prod', { network: undefined, packages: { codeArtifact: {} } }), 'environments.prod.aws.network: must stay "isolated", got nothing'],
    ['another VPC', environment('edge', { network: { existing: { vpcId: 'vpc-0000000000000000a', subnetIds: ['subnet-0a1b2c3d4e5f60718'] } } }),
      'network.existing.vpcId: must stay "vpc-0a1b2c3d4e5f60718", got "vpc-0000000000000000a"'],
    ['no package index any more', environment('dev', { packages: { none: {} } }), 'environments.dev.aws.packages: must stay "codeArtifact", got "none"'],
    ['training that moves with the order of the environments', { environments: Object.fromEntries(Object.entries(ESTATE.environments).reverse()) },
      'models.risk.pipeline.environment: must stay "dev", got "edge": the versions and trainings in "dev" would be left behind; '
      + 'to do it on purpose, remove "state.dev.models.risk.group" from mlops.lock.json'],
    ['a model that is no longer trained', { models: { risk: { artifact: 's3://acme/model.tar.gz', framework: 'xgboost', endpoint: risk.endpoint } } },
      'models.risk.pipeline: must stay "dev", got nothing: the versions'],
    ['another group', model({ registry: { ...risk.registry, group: 'other' } }), 'models.risk.registry.group: must stay "estate-risk", got "other"'],
    ['another description of a group', model({ registry: { ...risk.registry, description: 'All versions' } }),
      'models.risk.registry.description: must stay "Versions", got "All versions": it is fixed when the group is made'],
    ['a description that is left out', model({ registry: { group: 'estate-risk' } }), 'models.risk.registry.description: must stay "Versions", got nothing'],
    ['capture that ends', model({ endpoint: {} }), 'models.risk.endpoint.capture: must stay "on", got "off"'],
    ['capture of nothing', model({ endpoint: { capture: { percent: 0 } } }), 'models.risk.endpoint.capture: must stay "on", got "off"'],
    ['an app for a server', { tracking: { app: {} } }, 'tracking: must stay "server", got "app": the recorded runs would be left behind'],
    ['no tracking any more', { tracking: undefined }, 'tracking: must stay "server", got nothing'],
    ['another version of the server', { tracking: { server: { version: '2.16' } } }, 'tracking.server.version: must stay "3.0", got "2.16"'],
    ['a dataset that goes elsewhere', { datasets: { ...ESTATE.datasets, applications: { location: 's3://acme/applications/' } } },
      'datasets.applications.location: must stay left out, got "s3://acme/applications/": the bucket of the dataset would be left behind'],
    ['a feature group of another shape', { features: { applicant: { ...ESTATE.features!.applicant!, recordId: 'name' } } }, 'features.applicant.recordId: must stay "id", got "name"'],
  ])('%s', (_what, changes, message) => {
    expect(faults(changes)).toContain(message);
  });

  test.each<[string, Partial<MlopsDefinition>, string]>([
    ['a renamed dataset', { datasets: { application: {} }, ...model({ pipeline: undefined, artifact: 's3://acme/model.tar.gz', framework: 'xgboost' }) },
      'state.dev.datasets[0]: there is no dataset "applications"; did you mean "application"?; its bucket would be left behind; to give it up, remove it here, too'],
    ['a renamed model', { models: { risks: risk } }, 'state.dev.models.risk: there is no model "risk"; did you mean "risks"?; its stacks, versions and records would be left behind'],
    ['an environment that is gone', { environments: { dev: ESTATE.environments.dev!, prod: ESTATE.environments.prod! } },
      'state.edge: there is no environment "edge"; known: "dev", "prod"; its buckets, key and stacks would be left behind'],
  ])('%s, said where it is recorded', (_what, changes, message) => {
    expect(faults(changes)).toContain(message);
  });
});

test.each<[string, Partial<MlopsDefinition>]>([
  ['a new environment', environment('lab', { region: 'eu-west-1', account: '444444444444' })],
  ['a new dataset', { datasets: { ...ESTATE.datasets, decisions: {} } }],
  ['a new model', { models: { ...ESTATE.models, churn: { artifact: 's3://acme/model.tar.gz', framework: 'xgboost', endpoint: {} } } }],
  ['another order with a training environment that is written out', {
    environments: Object.fromEntries(Object.entries(ESTATE.environments).reverse()), ...model({ pipeline: { ...risk.pipeline, environment: 'dev' } }),
  }],
  ['capture of less', model({ endpoint: { capture: { percent: 10 } } })],
  ['automatic approval', model({ registry: { ...risk.registry, approval: 'automatic' } })],
])('%s is no error', (_what, changes) => {
  expect(faults(changes)).toBeUndefined();
});

test('what is removed from the record may be changed', () => {
  const { tracking: _tracking, trackingVersion: _version, ...dev } = LOCK.state!.dev!;
  const lock = { ...LOCK, state: { dev } };
  expect(faults({ tracking: { app: {} } }, lock)).toBeUndefined();
});

test('a value that is only known at deployment is taken as it is', () => {
  expect(faults(environment('prod', { account: Aws.ACCOUNT_ID }))).toBeUndefined();
});

// One edit of six: `npm run test:edits` tries all of them, and those of the examples.
test('no edit passes that replaces what holds data, leaves it behind or cannot be deployed', () => {
  const before = synthesised(ESTATE, __dirname);
  const passing = [...edits(ESTATE)].filter(({ definition }) => faultsOf(definition, LOCK, __dirname) === undefined);
  // What holds nothing can be edited.
  expect(passing.length).toBeGreaterThan(40);
  const tried = passing.filter((_, index) => index % 6 === 3);
  expect(tried.flatMap(({ definition, what }) => harmOf(before, synthesised(definition, __dirname)).map(harm => `${what}: ${harm}`))).toEqual([]);
});
