import { App } from 'aws-cdk-lib';
import { ModelDefinition, MlopsDefinition, MlopsStacks } from 'mlops-constructs';

/** Where each model stands: one line a model is all that there is to maintain. */
const shops = Array.from({ length: 100 }, (_, index) => ({ shop: `shop-${index + 1}`, version: 1 + (index * 7) % 5 }));

/** Every shop has a demand model of its own, with the same shape. */
function demandModel(shop: string, version: number): ModelDefinition {
  return {
    intendedUse: `Forecast tomorrow's demand in ${shop}.`,
    artifact: `s3://acme-models/demand/${shop}/${version}/model.tar.gz`,
    framework: 'xgboost',
    endpoint: {
      compute: { serverless: { memory: '2GiB', maxConcurrency: 5 } },
    },
  };
}

const definition: MlopsDefinition = {
  name: 'demand',
  owner: 'demand@example.com',
  environments: { prod: { aws: { region: 'eu-west-1' } } },
  models: Object.fromEntries(shops.map(({ shop, version }) => [shop, demandModel(shop, version)])),
};

export const app = new App();
new MlopsStacks(app, 'Demand', { definition });
