import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { stackIn, system } from './fixtures';
import { DeliveryPipeline, MlPlatform } from '../../../lib/aws';
import { checkedApp, findings } from '../../quality/policy-checks';

function onPlatform(makeApp?: () => App) {
  const { app, stack, props } = system(undefined, makeApp);
  const platformStack = stackIn(app, 'PlatformStack');
  const platform = new MlPlatform(platformStack, 'Platform', {});
  new DeliveryPipeline(stack, 'Pipeline', { ...props, platform });
  return { app, stack, platformStack };
}

test('uses key, log bucket and topic of a platform in another stack, which does not come to depend on the pipeline', () => {
  const { stack, platformStack } = onPlatform();
  expect(platformStack.dependencies).toEqual([]);
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::KMS::Key', 0);
  template.hasResourceProperties('AWS::S3::Bucket', { LoggingConfiguration: { DestinationBucketName: Match.anyValue() } });
  template.allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: [Match.anyValue()] });
  template.hasResourceProperties('AWS::CodePipeline::Pipeline', {
    Stages: Match.arrayWith([Match.objectLike({ Name: 'Approve-prod', Actions: [Match.objectLike({ Configuration: Match.objectLike({ NotificationArn: Match.anyValue() }) }), Match.objectLike({ Name: 'Verify' })] })]),
  });
});

test('is found by no policy pack and no CloudFormation rule on a platform', () => {
  expect(findings(onPlatform(checkedApp).app).filter(finding => finding.includes(' Delivery/Pipeline'))).toEqual([]);
});
