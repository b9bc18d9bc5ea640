import { Aws, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

export interface LogGroupOptions {
  readonly name?: string;
  readonly encryptionKey?: kms.IKey;
  readonly retainsData: boolean;
}

/** A log group that is kept for a year, encrypted with the key when there is one, which is then allowed to serve it. */
export function logGroup(scope: Construct, id: string, { name, encryptionKey, retainsData }: LogGroupOptions): logs.LogGroup {
  if (encryptionKey) encryptLogs(encryptionKey, Stack.of(scope));
  return new logs.LogGroup(scope, id, {
    logGroupName: name,
    encryptionKey,
    retention: logs.RetentionDays.ONE_YEAR,
    removalPolicy: retainsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
}

/** What each key serves already, so that a platform's key does not grow with what stands on the platform. */
const served = new WeakMap<kms.IKey, Set<string>>();

/**
 * Lets a key encrypt the log groups of a stack's account and region (Amazon CloudWatch Logs User Guide, "Encrypt log data using
 * AWS KMS": the service of one region, on behalf of log groups that the context names).
 */
export function encryptLogs(key: kms.IKey, stack: Stack, sid?: string): void {
  const logGroups = stack.formatArn({ service: 'logs', resource: '*' });
  if (!isFirst(key, `encrypt ${logGroups}`)) return;
  key.addToResourcePolicy(new iam.PolicyStatement({
    sid,
    principals: [new iam.ServicePrincipal(`logs.${Aws.REGION}.amazonaws.com`)],
    actions: [
      'kms:Encrypt', 'kms:Decrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo', 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext',
      'kms:DescribeKey',
    ],
    resources: ['*'],
    conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': logGroups } },
  }));
}

/**
 * Lets Amazon CloudWatch Logs read what a service has encrypted with a key for the log groups of a stack's account and region, such as the
 * history of a state machine (AWS Step Functions Developer Guide, "Data at rest encryption"). The service names these log groups when it
 * encrypts, so nothing else can be read.
 */
export function deliverLogs(key: kms.IKey, stack: Stack): void {
  const logGroups = stack.formatArn({ service: 'logs', resource: '*' });
  if (!isFirst(key, `deliver ${logGroups}`)) return;
  key.addToResourcePolicy(new iam.PolicyStatement({
    principals: [new iam.ServicePrincipal('delivery.logs.amazonaws.com')],
    actions: ['kms:Decrypt'],
    resources: ['*'],
    conditions: { StringEquals: { 'kms:EncryptionContext:SourceArn': logGroups } },
  }));
}

function isFirst(key: kms.IKey, use: string): boolean {
  const uses = served.get(key) ?? new Set();
  served.set(key, uses);
  if (uses.has(use)) return false;
  uses.add(use);
  return true;
}
