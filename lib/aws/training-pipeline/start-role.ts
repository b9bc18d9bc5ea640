import { Arn, ArnFormat, Aws } from 'aws-cdk-lib';
import { physicalName } from '../../private/names';

/** Name of the role that starts a pipeline for other accounts, and of the function that it calls: they know both without being told. */
export function startRoleName(pipelineName: string): string {
  return physicalName([pipelineName, 'start'], 64);
}

/** Name of the role of another account that starts a pipeline when its monitor finds drift, unless it has another one. */
export function retrainRoleName(pipelineName: string): string {
  return physicalName([pipelineName, 'retrain'], 64);
}

/** ARN of the role that starts a pipeline for other accounts. */
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
