import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { forbids } from './decisions';
import { GitLfsServer } from '../../../lib/aws/data-versioning';
import { MlPlatform } from '../../../lib/aws/ml-platform';
import { checkedApp, findings } from '../../quality/policy-checks';

function synth(use: (server: GitLfsServer, stack: Stack) => void = () => {}): Template {
  const stack = new Stack(new App(), 'Stack', { env: { account: '111111111111', region: 'eu-west-1' } });
  use(new GitLfsServer(stack, 'Lfs', { serverName: 'churn.lfs' }), stack);
  return Template.fromStack(stack);
}

const variables = (template: Template) => Object.assign({}, ...Object.values(template.findResources('AWS::Lambda::Function'))
  .map(({ Properties }) => Properties.Environment.Variables as object)) as { [name: string]: unknown };

test('lets nobody in by default, and nobody without being asked who it is', () => {
  const template = synth();
  expect(variables(template)).toMatchObject({ LFS_SERVER: 'churn.lfs', READERS: '', WRITERS: '' });
  const routes = Object.values(template.findResources('AWS::ApiGatewayV2::Route')).map(({ Properties }) => Properties.AuthorizationType as string);
  expect(routes).toEqual(['CUSTOM']);
});

test('knows roles as AWS names whoever has assumed them, without their paths', () => {
  const template = synth(({ grants }, stack) => {
    grants.read(iam.Role.fromRoleArn(stack, 'Reader', 'arn:aws:iam::222222222222:role/teams/data/analyst'));
    grants.write(iam.Role.fromRoleArn(stack, 'Writer', 'arn:aws:iam::111111111111:role/scientist'));
    grants.write(iam.Role.fromRoleName(stack, 'Other', 'trainer'));
  });
  expect(variables(template)).toMatchObject({ READERS: '222222222222/analyst', WRITERS: '111111111111/scientist,111111111111/trainer' });
});

test('can read and add objects, and deletes none; neither does anybody else', () => {
  const template = synth();
  const actions = Object.values(template.findResources('AWS::IAM::Policy')).flatMap(policy => policy.Properties.PolicyDocument.Statement)
    .flatMap(statement => statement.Action as string | string[]).filter(action => action.startsWith('s3:'));
  expect([...new Set(actions)].sort()).toEqual(['s3:GetBucketLocation', 's3:GetObject', 's3:ListBucket', 's3:ListBucketVersions', 's3:PutObject']);
  const [policy] = Object.values(template.findResources('AWS::S3::BucketPolicy'));
  for (const action of ['s3:DeleteObject', 's3:DeleteObjectVersion']) {
    expect(forbids(policy!.Properties.PolicyDocument.Statement, { action, key: 'objects/ab/abc', principal: 'arn:aws:iam::111111111111:root' })).toBe(true);
  }
});

test('keeps objects and locks when its stack is deleted, and says who has asked for what', () => {
  const template = synth();
  template.allResources('AWS::S3::Bucket', { DeletionPolicy: 'Retain' });
  template.allResources('AWS::DynamoDB::Table', Match.objectLike({ DeletionPolicy: 'Retain' }));
  template.hasResourceProperties('AWS::ApiGatewayV2::Stage', { AccessLogSettings: Match.anyValue(), DefaultRouteSettings: { ThrottlingRateLimit: 100 } });
});

test('has nothing that five sets of policy and template checks object to', () => {
  const app = checkedApp();
  const stack = new Stack(app, 'Stack');
  new GitLfsServer(stack, 'Lfs', { serverName: 'churn.lfs', platform: new MlPlatform(stack, 'Platform') });
  expect(findings(app)).toEqual([]);
});
