import { App } from 'aws-cdk-lib';
import { LockDefinition, MlopsDefinition, MlopsStacks } from '../../lib';
import { deliveredModel } from '../../lib/definition/delivery/delivered-model';
import { deliveryPlan } from '../../lib/definition/delivery/delivery-plan';

const VERSION = 'arn:aws:sagemaker:eu-west-1:111111111111:model-package/bank-dev-risk/7';
const SYSTEM: MlopsDefinition = {
  name: 'bank',
  environments: {
    dev: { aws: { region: 'eu-west-1', account: '111111111111' } },
    prod: { protected: true, aws: { region: 'eu-west-1', account: '222222222222' }, models: { scores: { endpoint: {} } } },
  },
  models: {
    risk: {
      pipeline: {
        steps: {
          train: { train: { image: '111111111111.dkr.ecr.eu-west-1.amazonaws.com/train:1', inputs: { train: 's3://acme-data/train/' } } },
          register: { register: { model: 'train.model' } },
        },
      },
      image: '111111111111.dkr.ecr.eu-west-1.amazonaws.com/serve:1',
      endpoint: {},
    },
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
