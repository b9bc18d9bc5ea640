import { Arn, ArnFormat, Aws } from 'aws-cdk-lib';
import { physicalName } from '../../private/names';

/**
 * A training pipeline that is there already.
 */
export interface TrainingPipelineAttributes {
  /** Name of the pipeline. */
  readonly pipelineName: string;

  /**
   * The account of the pipeline.
   *
   * @default - the stack's own
   */
  readonly account?: string;

  /**
   * The region of the pipeline.
   *
   * @default - the stack's own
   */
  readonly region?: string;
}

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
