// The same plain endpoints with @aws-cdk/aws-sagemaker-alpha: no rollback alarms, no rollout, no key of one's own policy.
const { App, Stack } = require('aws-cdk-lib');
const s3 = require('aws-cdk-lib/aws-s3');
const alpha = require('@aws-cdk/aws-sagemaker-alpha');

exports.make = (outdir, count) => {
  const app = new App({ outdir, analyticsReporting: false });
  for (let index = 1; index <= count; index++) {
    const stack = new Stack(app, `Endpoint${index}`, { env: { account: '111111111111', region: 'eu-west-1' } });
    const bucket = s3.Bucket.fromBucketName(stack, 'Bucket', 'acme-models');
    const model = new alpha.Model(stack, 'Model', {
      containers: [{
        image: alpha.ContainerImage.fromDlc('xgboost-inference', '1.0'),
        modelData: alpha.ModelData.fromBucket(bucket, `model-${index}/1/model.tar.gz`),
      }],
    });
    const endpointConfig = new alpha.EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ model, variantName: 'AllTraffic' }] });
    new alpha.Endpoint(stack, 'Endpoint', { endpointName: `model-${index}`, endpointConfig });
  }
  return app;
};
