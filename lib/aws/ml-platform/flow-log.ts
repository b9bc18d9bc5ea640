import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledge } from '../foundation/acknowledgements';
import { logGroup, LogGroupOptions } from '../foundation/log-group';

/** Records who talks to whom in a network. */
export function flowLog(scope: Construct, id: string, vpc: ec2.IVpc, options: LogGroupOptions): void {
  const stack = Stack.of(scope);
  // The conditions are those of the Amazon VPC User Guide, "IAM role for publishing flow logs to CloudWatch Logs".
  const role = new iam.Role(scope, `${id}Role`, {
    description: 'Writes the flow logs of the network',
    assumedBy: new iam.ServicePrincipal('vpc-flow-logs.amazonaws.com', {
      conditions: {
        StringEquals: { 'aws:SourceAccount': stack.account },
        ArnLike: { 'aws:SourceArn': stack.formatArn({ service: 'ec2', resource: 'vpc-flow-log', resourceName: '*' }) },
      },
    }),
  });
  new ec2.FlowLog(scope, id, {
    resourceType: ec2.FlowLogResourceType.fromVpc(vpc),
    destination: ec2.FlowLogDestination.toCloudWatchLogs(logGroup(scope, `${id}Group`, options), role),
  });
  acknowledge(role, 'inlinePolicy');
}
