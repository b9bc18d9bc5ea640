import { Arn, ArnFormat, Aws } from 'aws-cdk-lib';
import { physicalName } from '../../private/names';

/** Name of the role that starts a pipeline for other accounts, so that they know it without being told. */
export function startRoleName(pipelineName: string): string {
  return physicalName([pipelineName, 'start'], 64);
}

/** ARN of that role. */
export function startRoleArn(account: string, pipelineName: string): string {
  return Arn.format({
    partition: Aws.PARTITION,
    service: 'iam',
    region: '',
    account,
    resource: 'role',
    resourceName: startRoleName(pipelineName),
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
}
