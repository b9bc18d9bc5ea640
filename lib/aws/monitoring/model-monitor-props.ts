import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { MonitorProgram } from './monitor-program';
import { MonitoringDefinition } from '../../definition/monitoring-definition';
import { IDatasetStore } from '../dataset-store';
import { PlatformOptions } from '../foundation/platform';
import { IModelEndpoint } from '../model-endpoint';
import { ITrainingPipeline } from '../training-pipeline';

/**
 * Images that replace those of the library's table.
 */
export interface ModelMonitorImages {
  /**
   * URI of the image that analyses data and quality.
   *
   * @default - the one of the stack's region
   */
  readonly analyzer?: string;

  /**
   * URI of the image that analyses bias and explanations (SageMaker Clarify).
   *
   * @default - the one of the stack's region
   */
  readonly clarify?: string;
}

/**
 * How a model is watched.
 */
export interface ModelMonitorProps extends MonitoringDefinition, PlatformOptions {
  /** The endpoint that is watched. Checks of the data need one that records requests and answers. */
  readonly endpoint: IModelEndpoint;

  /**
   * The pipeline that `onDrift.retrain` starts.
   *
   * @default - none; `onDrift.retrain` then is an error
   */
  readonly trainingPipeline?: ITrainingPipeline;

  /**
   * Where every alarm is sent.
   *
   * @default - the platform's topic, else a new encrypted topic
   */
  readonly alarmTopic?: sns.ITopic;

  /**
   * Name of the composite alarm, for others that watch it by its name.
   *
   * @default - AWS CloudFormation makes the name
   */
  readonly alarmName?: string;

  /**
   * The datasets that `baseline` and `labels` name as `datasets.<name>`.
   *
   * @default - none
   */
  readonly datasets?: { [name: string]: IDatasetStore };

  /**
   * ARN of the version that serves. Its metadata tells where the baselines are that are outputs of a pipeline's steps, and
   * its files are those that attributions are measured with.
   *
   * @default - none; a baseline then is a dataset or a place in Amazon S3
   */
  readonly modelPackage?: string;

  /**
   * The bucket that holds the outputs of the model's pipeline and the files of its versions.
   *
   * @default - the platform's artifact bucket
   */
  readonly artifactBucket?: s3.IBucket;

  /**
   * Where this model's artifacts begin in that bucket; it ends in `/`.
   *
   * @default - the whole bucket
   */
  readonly artifactPrefix?: string;

  /**
   * The bucket of the reports.
   *
   * @default - the platform's data bucket, else the bucket of the recorded requests
   */
  readonly reportBucket?: s3.IBucket;

  /**
   * What the checks run.
   *
   * @default - the program that comes with the library
   */
  readonly program?: MonitorProgram;

  /**
   * Namespace of the metrics that the checks publish. It is all that a permission to publish can be limited by, so models that share
   * one can publish in each other's name.
   *
   * @default - `MLOps/<endpoint>`
   */
  readonly namespace?: string;

  /**
   * Images of SageMaker Model Monitor, for a region that the library does not know.
   *
   * @default - those of the stack's region
   */
  readonly modelMonitorImages?: ModelMonitorImages;
}
