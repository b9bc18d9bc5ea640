import { App } from 'aws-cdk-lib';
import { TRAINED, TWO_ACCOUNTS, VERSION } from './bank';
import { LockDefinition, MlopsDefinition, MlopsStacks } from '../../lib';
import { deliveredModel } from '../../lib/definition/delivery/delivered-model';
import { deliveryPlan } from '../../lib/definition/delivery/delivery-plan';

const SYSTEM: MlopsDefinition = {
  name: 'bank',
  environments: { ...TWO_ACCOUNTS, prod: { ...TWO_ACCOUNTS.prod!, models: { scores: { endpoint: {} } } } },
  models: {
    risk: TRAINED,
    scores: { artifact: 's3://acme-models/scores/7/model.tar.gz', framework: 'xgboost', batch: { input: 's3://acme-data/in/' } },
  },
  delivery: {
    codePipeline: {
      source: { github: { repository: 'acme/bank', connection: 'arn:aws:codeconnections:eu-west-1:111111111111:connection/0f1e2d3c' } },
    },
    paths: ['mlops.yaml'],
    smokeTest: { body: '1,2' },
  },
};

const pinned = (...names: string[]): LockDefinition => ({
  version: 1, environments: Object.fromEntries(names.map(name => [name, { risk: { aws: { modelPackage: VERSION } } }])),
});

test.each<[string, LockDefinition | undefined]>([
  ['no version is pinned', undefined],
  ['production is pinned', pinned('prod')],
  ['every environment is pinned', pinned('dev', 'prod')],
])('the pipelines of a system carry out what its definition plans for each model, when %s', (_, lock) => {
  const stacks = new MlopsStacks(new App(), 'Bank', { definition: SYSTEM, lock });
  for (const name of ['risk', 'scores']) {
    expect(stacks.environments.dev!.models[name]!.delivery!._plan).toEqual(deliveryPlan(deliveredModel(SYSTEM, name, lock)!));
  }
});
