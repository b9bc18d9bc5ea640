// N models with an endpoint each, from one definition: platform, serving and monitoring stacks.
const { App } = require('aws-cdk-lib');
const { MlopsStacks } = require('mlops-constructs');

exports.make = (outdir, count) => {
  const app = new App({ outdir, analyticsReporting: false });
  const models = Array.from({ length: count }, (_, index) => [`model-${index + 1}`, {
    artifact: `s3://acme-models/model-${index + 1}/1/model.tar.gz`,
    framework: 'xgboost',
    endpoint: { compute: { instances: { type: 'ml.m5.large', count: 2, scale: { max: 4 } } } },
  }]);
  new MlopsStacks(app, 'Bench', {
    definition: { name: 'bench', environments: { prod: { aws: { region: 'eu-west-1' } } }, models: Object.fromEntries(models) },
    directory: __dirname,
  });
  return app;
};
