import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { deliverLogs, encryptLogs, logGroup } from '../../../lib/aws/foundation/log-group';
import { MlPlatform } from '../../../lib/aws/ml-platform';

/** How many statements of the stack's only key are for logs. */
function logStatements(stack: Stack): number {
  const [key] = Object.values(Template.fromStack(stack).findResources('AWS::KMS::Key'));
  return key!.Properties.KeyPolicy.Statement.filter((statement: object) => JSON.stringify(statement).includes('kms:EncryptionContext:aws:logs:arn')).length;
}

test('a log group is kept for a year, and its key serves log groups of the account alone', () => {
  const stack = new Stack(new App(), 'Stack', { env: { account: '111111111111', region: 'eu-west-1' } });
  logGroup(stack, 'Logs', { encryptionKey: new kms.Key(stack, 'Key'), retainsData: true });
  const template = Template.fromStack(stack);
  template.hasResource('AWS::Logs::LogGroup', {
    DeletionPolicy: 'Retain',
    Properties: { RetentionInDays: logs.RetentionDays.ONE_YEAR, KmsKeyId: Match.anyValue() },
  });
  template.hasResourceProperties('AWS::KMS::Key', {
    KeyPolicy: {
      Statement: Match.arrayWith([Match.objectLike({
        Principal: { Service: { 'Fn::Join': ['', ['logs.', { Ref: 'AWS::Region' }, '.amazonaws.com']] } },
        Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':logs:eu-west-1:111111111111:*']] } } },
      })]),
    },
  });
});

test('a key serves the log groups of an account and region once, however many there are', () => {
  const stack = new Stack(new App(), 'Stack');
  const key = new kms.Key(stack, 'Key');
  ['A', 'B', 'C'].forEach(id => logGroup(stack, id, { encryptionKey: key, retainsData: false }));
  expect(logStatements(stack)).toBe(1);
});

test('a key that serves other accounts has a statement for each', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  const key = new kms.Key(stack, 'Key');
  ['111111111111', '222222222222'].forEach(account => encryptLogs(key, new Stack(app, `Of${account}`, { env: { account, region: 'eu-west-1' } })));
  expect(logStatements(stack)).toBe(2);
});

test('the key of a platform does not grow with what stands on the platform', () => {
  const app = new App();
  const env = { account: '111111111111', region: 'eu-west-1' };
  const stack = new Stack(app, 'Platform', { env });
  const { encryptionKey } = new MlPlatform(stack, 'Platform');
  logGroup(new Stack(app, 'Model', { env }), 'Logs', { encryptionKey, retainsData: false });
  expect(logStatements(stack)).toBe(1);
});

test('what a service has encrypted for log groups of the account can be delivered to them, and nothing else can be read', () => {
  const stack = new Stack(new App(), 'Stack', { env: { account: '111111111111', region: 'eu-west-1' } });
  const key = new kms.Key(stack, 'Key');
  deliverLogs(key, stack);
  deliverLogs(key, stack);
  const [{ Properties }] = Object.values(Template.fromStack(stack).findResources('AWS::KMS::Key')) as [{ Properties: { KeyPolicy: { Statement: object[] } } }];
  expect(Properties.KeyPolicy.Statement.filter(statement => JSON.stringify(statement).includes('delivery.logs'))).toEqual([{
    Effect: 'Allow',
    Principal: { Service: 'delivery.logs.amazonaws.com' },
    Action: 'kms:Decrypt',
    Resource: '*',
    Condition: { StringEquals: { 'kms:EncryptionContext:SourceArn': { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':logs:eu-west-1:111111111111:*']] } } },
  }]);
});
