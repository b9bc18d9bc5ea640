import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { IConstruct } from 'constructs';
import { BatchInferenceGrants } from './batch-inference-grants';
import { BatchInferenceMetrics } from './batch-inference-metrics';
import { BatchInferenceDefinition, ModelSourceDefinition } from '../../definition';
import { IDatasetStore } from '../dataset-store';
import { PlatformOptions } from '../foundation/platform';
import { MonitorProgram } from '../monitoring';

/**
 * Scores data in bulk with a model.
 */
export interface IBatchInference extends IConstruct {
  /** Runs one batch transform job, and waits for its end. */
  readonly stateMachine: sfn.IStateMachine;

  /** Permissions to start runs. */
  readonly grants: BatchInferenceGrants;

  /** How runs end. */
  readonly metrics: BatchInferenceMetrics;
}

/**
 * What is scored, with which model, and what surrounds the job.
 */
export interface BatchInferenceProps extends BatchInferenceDefinition, PlatformOptions {
  /** The model. */
  readonly model: ModelSourceDefinition;

  /**
   * Beginning of the jobs' names, and of the default output.
   *
   * @default - made of the construct's path
   */
  readonly name?: string;

  /**
   * The datasets that `input` can name, by name.
   *
   * @default - `input` is a place in Amazon S3
   */
  readonly datasets?: { [name: string]: IDatasetStore };

  /**
   * Where alarms are sent.
   *
   * @default - the platform's topic, else the alarm tells nobody
   */
  readonly alarmTopic?: sns.ITopic;

  /**
   * Whether the model's container has no network at all.
   *
   * @default true
   */
  readonly networkIsolation?: boolean;

  /**
   * The bucket that holds the files of a model package.
   *
   * @default - the platform's artifact bucket
   */
  readonly packageBucket?: s3.IBucket;

  /**
   * Where the files of the model package begin in that bucket; it ends in `/`.
   *
   * @default - anywhere in the bucket
   */
  readonly packagePrefix?: string;

  /**
   * What the checks of `monitoring` run.
   *
   * @default - the program that comes with the library
   */
  readonly monitorProgram?: MonitorProgram;
}
