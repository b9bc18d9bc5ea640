import { DeliveryDefinition, LockDefinition, MlopsDefinition } from '../../lib';

/** A version of the model that is trained. */
export const VERSION = 'arn:aws:sagemaker:eu-west-1:111111111111:model-package/bank-dev-risk/7';

/** Two models, one trained and served, one that is there and scores; three environments. */
export function bank(delivery: DeliveryDefinition): MlopsDefinition {
  return {
    name: 'bank',
    environments: {
      dev: { aws: { region: 'eu-west-1', account: '111111111111' } },
      prod: { protected: true, aws: { region: 'eu-west-1', account: '222222222222' } },
      spare: { protected: true, aws: { region: 'eu-west-1', account: '333333333333' } },
    },
    models: {
      risk: {
        pipeline: { steps: { train: { train: { image: '111111111111.dkr.ecr.eu-west-1.amazonaws.com/t:1', inputs: { train: 's3://lake/' } } }, register: { register: { model: 'train.model' } } } },
        image: '111111111111.dkr.ecr.eu-west-1.amazonaws.com/s:1',
        endpoint: {},
      },
      scores: { artifact: 's3://acme/model.tar.gz', framework: 'xgboost', batch: { input: 's3://lake/' } },
    },
    delivery: { smokeTest: { body: '1,2,3', requests: 5, maxLatency: '2s' }, ...delivery },
  };
}

export function pinned(...environments: string[]): LockDefinition {
  return { version: 1, environments: Object.fromEntries(environments.map(name => [name, { risk: { aws: { modelPackage: VERSION } } }])) };
}

/** What a delivery can be like, whichever system it is by. */
export const SITUATIONS: readonly [situation: string, change: DeliveryDefinition, lock?: LockDefinition][] = [
  ['no version is pinned', {}],
  ['production is pinned', {}, pinned('prod')],
  ['every environment is pinned', {}, pinned('dev', 'prod', 'spare')],
  ['nobody approves', { approval: false }],
  ['no requests are sent', { smokeTest: undefined }],
  ['some files count', { paths: ['mlops.yaml', 'src/**'] }],
];
