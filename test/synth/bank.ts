import { MlopsDefinition, ModelDefinition } from '../../lib';

/** A bank that trains in one account and serves in two. */
export const TWO_ACCOUNTS: MlopsDefinition['environments'] = {
  dev: { aws: { region: 'eu-west-1', account: '111111111111' } },
  prod: { protected: true, aws: { region: 'eu-west-1', account: '222222222222' } },
};

/** Its model of risk. */
export const TRAINED: ModelDefinition = {
  pipeline: {
    steps: {
      train: { train: { image: '111111111111.dkr.ecr.eu-west-1.amazonaws.com/train:1', inputs: { train: 's3://acme-data/train/' } } },
      register: { register: { model: 'train.model' } },
    },
  },
  image: '111111111111.dkr.ecr.eu-west-1.amazonaws.com/serve:1',
  endpoint: {},
};

/** A version of that model. */
export const VERSION = 'arn:aws:sagemaker:eu-west-1:111111111111:model-package/bank-dev-risk/7';
