import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import { App, CfnResource, Stack, Tags } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import { applyTags, neverTag, REPLACED_BY_TAGS, WITHOUT_TAGS } from '../../../lib/aws/foundation/tags';

function featureGroupIn(stack: Stack): CfnResource {
  return new sagemaker.CfnFeatureGroup(stack, 'Group', {
    featureGroupName: 'group',
    recordIdentifierFeatureName: 'id',
    eventTimeFeatureName: 'time',
    featureDefinitions: [{ featureName: 'id', featureType: 'String' }, { featureName: 'time', featureType: 'String' }],
  });
}

test('the table names every SageMaker resource that AWS CloudFormation replaces for a tag', () => {
  const replaced = [...loadAwsServiceSpecSync().all('resource')]
    .filter(({ cloudFormationType }) => cloudFormationType.startsWith('AWS::SageMaker::'))
    .filter(({ tagInformation, properties }) => tagInformation && properties[tagInformation.tagPropertyName]?.causesReplacement === 'yes')
    .map(({ cloudFormationType }) => cloudFormationType)
    .sort();
  expect(replaced.length).toBeGreaterThan(10);
  expect(REPLACED_BY_TAGS).toEqual(replaced);
});

test('applyTags tags what can take a tag and leaves what would be replaced', () => {
  const stack = new Stack(new App(), 'Stack');
  featureGroupIn(stack);
  new s3.CfnBucket(stack, 'Bucket');
  applyTags(stack, { system: 'risk', environment: 'prod' });
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::S3::Bucket', { Tags: [{ Key: 'environment', Value: 'prod' }, { Key: 'system', Value: 'risk' }] });
  template.hasResourceProperties('AWS::SageMaker::FeatureGroup', { Tags: Match.absent() });
});

test('applyTags leaves the versions of a model, which may carry no tags', () => {
  const stack = new Stack(new App(), 'Stack');
  new sagemaker.CfnModelPackage(stack, 'Version', { modelPackageGroupName: 'group' });
  applyTags(stack, { system: 'risk' });
  expect(WITHOUT_TAGS).toEqual([sagemaker.CfnModelPackage.CFN_RESOURCE_TYPE_NAME]);
  Template.fromStack(stack).hasResourceProperties('AWS::SageMaker::ModelPackage', { Tags: Match.absent() });
});

test('applyTags does not tag the stack, which would hand the tags on to every resource', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  new s3.CfnBucket(stack, 'Bucket');
  applyTags(stack, { system: 'risk' });
  expect(app.synth().getStackByName('Stack').tags).toEqual({});
});

test('neverTag holds against tags that the app adds to everything', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  neverTag(featureGroupIn(stack));
  Tags.of(app).add('org', 'x', { priority: 1000 });
  Template.fromStack(stack).hasResourceProperties('AWS::SageMaker::FeatureGroup', { Tags: Match.absent() });
});
