import { Aws, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

/**
 * The topic that alarms and rules of an environment publish to, with the owner subscribed. A policy of its own replaces the topic's
 * default one, so alarms and rules must be allowed by name.
 */
export function alarmTopic(scope: Construct, id: string, masterKey: kms.IKey, owner: string | undefined): sns.Topic {
  const topic = new sns.Topic(scope, id, { masterKey, enforceSSL: true });
  topic.addToResourcePolicy(new iam.PolicyStatement({
    sid: 'AlarmsPublish',
    principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
    actions: ['sns:Publish'],
    resources: [topic.topicArn],
    conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
  }));
  topic.addToResourcePolicy(new iam.PolicyStatement({
    sid: 'RulesPublish',
    principals: [new iam.ServicePrincipal('events.amazonaws.com')],
    actions: ['sns:Publish'],
    resources: [topic.topicArn],
    conditions: { ArnLike: { 'aws:SourceArn': Stack.of(scope).formatArn({ service: 'events', resource: 'rule', resourceName: '*' }) } },
  }));
  if (owner) topic.addSubscription(new subscriptions.EmailSubscription(owner));
  return topic;
}
