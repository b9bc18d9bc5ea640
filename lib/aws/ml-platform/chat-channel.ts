import { Aws, Names } from 'aws-cdk-lib';
import * as chatbot from 'aws-cdk-lib/aws-chatbot';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { AwsChatDefinition } from '../../definition';

/**
 * Shows in a channel what a topic is told. Nobody can do anything in AWS from there: the role of the channel may do nothing, and its guardrail
 * denies everything, where the service itself would take the policy of administrators for one.
 */
export class ChatChannel extends Construct {
  constructor(scope: Construct, id: string, topic: sns.ITopic, { slack, teams }: AwsChatDefinition) {
    super(scope, id);
    const role = new iam.Role(this, 'Role', {
      description: 'Shows alarms in a chat channel; may do nothing',
      assumedBy: new iam.ServicePrincipal('chatbot.amazonaws.com'),
    });
    const shown = {
      configurationName: Names.uniqueResourceName(this, { maxLength: 128, separator: '-' }),
      iamRoleArn: role.roleArn,
      guardrailPolicies: [`arn:${Aws.PARTITION}:iam::aws:policy/AWSDenyAll`],
      snsTopicArns: [topic.topicArn],
      loggingLevel: 'ERROR',
    };
    if (slack) {
      new chatbot.CfnSlackChannelConfiguration(this, 'Slack', { ...shown, slackWorkspaceId: slack.workspace, slackChannelId: slack.channel });
    }
    if (teams) {
      new chatbot.CfnMicrosoftTeamsChannelConfiguration(this, 'Teams', {
        ...shown, teamsTenantId: teams.tenant, teamId: teams.team, teamsChannelId: teams.channel,
      });
    }
  }
}
