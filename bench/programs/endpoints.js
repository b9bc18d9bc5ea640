// N plain endpoints with the construct, each in a stack of its own, with one key for all.
const { App, Stack } = require('aws-cdk-lib');
const kms = require('aws-cdk-lib/aws-kms');
const { ModelEndpoint } = require('mlops-constructs');

exports.make = (outdir, count) => {
  const app = new App({ outdir, analyticsReporting: false });
  for (let index = 1; index <= count; index++) {
    const stack = new Stack(app, `Endpoint${index}`, { env: { account: '111111111111', region: 'eu-west-1' } });
    new ModelEndpoint(stack, 'Endpoint', {
      name: `model-${index}`,
      model: { artifact: `s3://acme-models/model-${index}/1/model.tar.gz`, framework: 'xgboost' },
      encryptionKey: kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111111111111:key/00000000-0000-0000-0000-000000000000'),
    });
  }
  return app;
};
