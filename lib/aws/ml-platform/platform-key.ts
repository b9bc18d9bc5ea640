import { Aws, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { encryptLogs } from '../foundation/log-group';

/**
 * The key of an environment: rotated every year, never deleted with its stack, and usable by the services that have no role
 * of their own, each only on behalf of this account.
 */
export function platformKey(scope: Construct, id: string, alias: string | undefined): kms.Key {
  const key = new kms.Key(scope, id, {
    alias,
    description: 'Encrypts what the models of the environment store',
    enableKeyRotation: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  serviceStatements(Stack.of(scope)).forEach(statement => key.addToResourcePolicy(statement));
  encryptLogs(key, Stack.of(scope), 'LogGroupsAreEncrypted');
  return key;
}

function serviceStatements(stack: Stack): iam.PolicyStatement[] {
  return [
    // Alarms and rules send to the encrypted topic themselves.
    new iam.PolicyStatement({
      sid: 'AlarmsSendToEncryptedTopics',
      principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: ['*'],
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
    new iam.PolicyStatement({
      sid: 'RulesSendToEncryptedTargets',
      principals: [new iam.ServicePrincipal('events.amazonaws.com')],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: ['*'],
      conditions: { ArnLike: { 'aws:SourceArn': stack.formatArn({ service: 'events', resource: 'rule', resourceName: '*' }) } },
    }),
  ];
}
