import { Duration, Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Deployment } from './deployment';
import { DeliveryDefinition } from '../../definition';
import { PlatformOptions } from '../foundation/platform';
import { IModelRegistry } from '../model-registry';
import { ITrainingPipeline } from '../training-pipeline';

/**
 * A delivery and what only AWS knows about it.
 */
export interface DeliveryPipelineProps extends DeliveryDefinition, PlatformOptions {
  /**
   * The environments, in the order of promotion.
   */
  readonly deployments: Deployment[];

  /**
   * The pipeline that trains the model. Each delivery deploys `trainingStacks` and then starts it, without waiting for it.
   *
   * @default - nothing is trained
   */
  readonly trainingPipeline?: ITrainingPipeline;

  /**
   * The stacks that are deployed before training starts, in their order; they are in the account and region of the pipeline.
   *
   * @default - none
   */
  readonly trainingStacks?: Stack[];

  /**
   * The registry whose approved versions are released to the environments that have a serving stack.
   *
   * @default - no releases: the environments are deployed when the source changes
   */
  readonly registry?: IModelRegistry;

  /**
   * Name of the pipeline; the release pipeline's name ends in `-release`.
   *
   * @default - chosen by AWS CloudFormation
   */
  readonly pipelineName?: string;

  /**
   * Where the pipelines keep what their actions hand to each other. It is versioned and encrypted with a KMS key.
   *
   * @default - a new private, versioned bucket with the key of this construct
   */
  readonly artifactBucket?: s3.IBucket;

  /**
   * The bucket of a source in Amazon S3; give it when it is encrypted with a KMS key.
   *
   * @default - the bucket with the name in `codePipeline.source.s3.object`
   */
  readonly sourceBucket?: s3.IBucket;

  /**
   * A bucket for each further region that is deployed to, by region: in the pipeline's account, versioned, with a KMS key.
   *
   * @default - every environment is in the region of the pipeline
   */
  readonly replicationBuckets?: { [region: string]: s3.IBucket };

  /**
   * How long an approval may take, from 5 minutes to 60 days. Then the run fails.
   *
   * @default Duration.days(7)
   */
  readonly approvalTimeout?: Duration;

  /**
   * Where requests for approval and alarms are sent.
   *
   * @default - the platform's alarm topic, else nowhere
   */
  readonly notificationTopic?: sns.ITopic;
}
