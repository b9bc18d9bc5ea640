import { App, CfnResource, Stack, Validations } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { checkedApp, findings } from './policy-checks';
import { lostResources } from './replacement';
import { StackTemplate } from '../../lib/testing/assembly-templates';
import { deployedFiles } from '../../lib/testing/deployed-files';
import { reportedChecks } from '../../lib/testing/policy-checks';
import { widePermissions } from '../../lib/testing/wide-permissions';

const stack = (resources: StackTemplate['Resources']) => new Map([['Stack', { Resources: resources }]]);
const policy = (statement: object) => stack({
  Policy: { Type: 'AWS::IAM::Policy', Properties: { PolicyDocument: { Statement: [{ Effect: 'Allow', ...statement }] } } },
});

describe('policy checks', () => {
  test('find what four packs and the CDK itself object to', () => {
    const app = checkedApp();
    const bucketStack = new Stack(app, 'Stack');
    new s3.Bucket(bucketStack, 'Bucket');
    new CfnResource(bucketStack, 'Topic', { type: 'AWS::SNS::Topic', properties: { NoSuchProperty: 1 } });
    const found = findings(app);
    expect(found).toEqual(expect.arrayContaining([
      expect.stringContaining('AwsSolutions-S1 Stack/Bucket/Resource'),
      expect.stringContaining('HIPAA.Security-S3BucketLoggingEnabled'),
      expect.stringContaining('NIST.800.53.R5-S3BucketLoggingEnabled'),
      expect.stringContaining('PCI.DSS.321-S3BucketLoggingEnabled'),
      expect.stringContaining('NoSuchProperty'),
    ]));
    expect(reportedChecks(app.synth().directory)).toHaveLength(5);
  });

  test('find a check that cannot run', () => {
    const app = checkedApp();
    new CfnResource(new Stack(app, 'Stack'), 'Topic', { type: 'AWS::SNS::Topic' });
    Validations.of(app).addPlugins({ name: 'broken', validate: () => { throw new Error('no rules'); } });
    expect(findings(app)).toContain("Validation plugin 'broken' failed: no rules");
  });
});

describe('checks of permissions', () => {
  test.each([
    ['a wildcard action', { Action: 's3:*', Resource: 'arn' }, 'wildcard action s3:*'],
    ['any resource for an action that has resources', { Action: ['s3:GetObject'], Resource: '*' }, 's3:GetObject on any resource'],
    ['metrics of any namespace', { Action: 'cloudwatch:PutMetricData', Resource: '*' }, 'cloudwatch:PutMetricData without a condition'],
    ['everything but something', { NotAction: 's3:GetObject', Resource: 'arn' }, 'an allow statement names what it does not allow (NotAction)'],
  ])('find %s', (_, statement, finding) => {
    expect(widePermissions(policy(statement))).toEqual([`Stack/Policy: ${finding}`]);
  });

  test('find a managed policy with full access', () => {
    const role = stack({ Role: { Type: 'AWS::IAM::Role', Properties: { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonSageMakerFullAccess'] } } });
    expect(widePermissions(role)).toEqual(['Stack/Role: managed policy "arn:aws:iam::aws:policy/AmazonSageMakerFullAccess"']);
  });

  test('find a resource that is open to everybody', () => {
    const topic = stack({
      Policy: { Type: 'AWS::SNS::TopicPolicy', Properties: { PolicyDocument: { Statement: { Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sns:Publish' } } } },
    });
    expect(widePermissions(topic)).toEqual(['Stack/Policy: everybody may sns:Publish']);
  });

  test('find a service that may act for any account', () => {
    const role = (Service: string, Condition?: object) => stack({
      Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Statement: { Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole', Condition } } } },
    });
    expect(widePermissions(role('sagemaker.amazonaws.com'))).toEqual(['Stack/Role: "sagemaker.amazonaws.com" may act for any account']);
    expect(widePermissions(role('sagemaker.amazonaws.com', { StringEquals: { 'aws:PrincipalTag/a': 'b' } }))).toHaveLength(1);
    expect(widePermissions(role('sagemaker.amazonaws.com', { StringEquals: { 'aws:SourceAccount': '111111111111' } }))).toEqual([]);
    expect(widePermissions(role('lambda.amazonaws.com'))).toEqual([]);
  });

  test('accept what is scoped, denied or without resources', () => {
    expect(widePermissions(policy({ Action: 's3:GetObject', Resource: 'arn' }))).toEqual([]);
    expect(widePermissions(policy({ Effect: 'Deny', Action: '*', Resource: '*' }))).toEqual([]);
    expect(widePermissions(policy({ Action: 'ecr:GetAuthorizationToken', Resource: '*' }))).toEqual([]);
  });
});

describe('checks of replacement', () => {
  const featureGroup = (online: object) => stack({ Group: { Type: 'AWS::SageMaker::FeatureGroup', Properties: { OnlineStoreConfig: online } } });
  const endpoint = (variant: object) => stack({
    Config: { Type: 'AWS::SageMaker::EndpointConfig', Properties: { ProductionVariants: [variant] } },
    Endpoint: { Type: 'AWS::SageMaker::Endpoint', Properties: { EndpointName: 'e', EndpointConfigName: { 'Fn::GetAtt': ['Config', 'EndpointConfigName'] } } },
  });

  test('find a nested property that replaces, and not its neighbour', () => {
    const before = featureGroup({ StorageType: 'Standard', TtlDuration: { Value: 1 } });
    expect(lostResources(before, featureGroup({ StorageType: 'Standard', TtlDuration: { Value: 2 } }))).toEqual([]);
    expect(lostResources(before, featureGroup({ StorageType: 'InMemory', TtlDuration: { Value: 1 } })))
      .toEqual([{ path: 'Stack/Group', type: 'AWS::SageMaker::FeatureGroup', because: 'OnlineStoreConfig.StorageType' }]);
  });

  test('find the configuration of an endpoint, and not the endpoint', () => {
    expect(lostResources(endpoint({ InitialInstanceCount: 1 }), endpoint({ InitialInstanceCount: 2 })))
      .toEqual([{ path: 'Stack/Config', type: 'AWS::SageMaker::EndpointConfig', because: 'ProductionVariants' }]);
  });

  test('find tags that replace', () => {
    const group = (tags: object[]) => stack({ Group: { Type: 'AWS::SageMaker::FeatureGroup', Properties: { Tags: tags } } });
    expect(lostResources(group([]), group([{ Key: 'team', Value: 'risk' }])).map(({ because }) => because)).toEqual(['Tags']);
  });

  test('follow references to what is replaced', () => {
    const table = (name: string) => stack({
      Table: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: name } },
      Policy: { Type: 'AWS::SNS::Subscription', Properties: { TopicArn: { Ref: 'Table' } } },
    });
    expect(lostResources(table('a'), table('b')).map(({ path }) => path)).toEqual(['Stack/Table', 'Stack/Policy']);
  });

  test('find what is removed', () => {
    expect(lostResources(featureGroup({}), stack({}))).toEqual([{ path: 'Stack/Group', type: 'AWS::SageMaker::FeatureGroup', because: 'removed' }]);
  });
});

describe('checks of determinism', () => {
  test('see every file that is deployed', () => {
    const synth = (value: string) => {
      const app = new App({ context: { '@aws-cdk/core:validateAgainstDefaultRules': false } });
      new CfnResource(new Stack(app, 'Stack'), 'Topic', { type: 'AWS::SNS::Topic', properties: { DisplayName: value } });
      return deployedFiles(app.synth().directory);
    };
    expect(synth('a')).toEqual(synth('a'));
    expect(synth('a')).not.toEqual(synth('b'));
  });
});
