import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { TrainingSources } from './training-sources';
import { ContainerDefinition } from '../../definition/model-definition';
import { PipelineDefinition } from '../../definition/pipeline/pipeline-definition';
import { IExperimentTracker } from '../experiment-tracker';
import { PlatformOptions } from '../foundation/platform';
import { IModelRegistry } from '../model-registry';

/**
 * A training pipeline: its definition, and what its steps read, write and are protected by.
 */
export interface TrainingPipelineProps extends PipelineDefinition, TrainingSources, PlatformOptions {
  /**
   * Name of the pipeline: letters, digits and single hyphens, at most 63. Another name makes another pipeline, without the
   * runs of the first.
   *
   * @default - made from the construct's path
   */
  readonly pipelineName?: string;

  /**
   * Where `register` steps register new versions.
   *
   * @default - none; `register` steps need one
   */
  readonly registry?: IModelRegistry;

  /**
   * Where runs are recorded. Every job of a script or container finds it as `MLFLOW_TRACKING_URI`.
   *
   * @default - runs are not recorded
   */
  readonly tracker?: IExperimentTracker;

  /**
   * Who is told when a training fails, or could not be started on its schedule.
   *
   * @default - the platform's topic, else the alarms tell nobody
   */
  readonly alarmTopic?: sns.ITopic;

  /**
   * Where results, models and checkpoints go, below `pipelines/<name>/`.
   *
   * @default - the platform's artifact bucket, else a new one
   */
  readonly artifactBucket?: s3.IBucket;

  /**
   * The container that serves the model, for `register` and `createModel` steps.
   *
   * @default - the framework and version that train the model
   */
  readonly model?: ContainerDefinition;

  /**
   * What is kept with every registered version, for example who owns it and what it is for: at most 50 entries together with
   * one for each output of process and explain steps, values of at most 256 characters.
   *
   * @default - only where the outputs of the process and explain steps are
   */
  readonly metadata?: { [name: string]: string };

  /**
   * Instance types that registered versions may serve on. The first one decides between images for CPU and GPU.
   *
   * @default - versions are not bound to instance types, and are served on CPU
   */
  readonly inferenceInstanceTypes?: string[];

  /**
   * Instance types that registered versions may score in bulk on.
   *
   * @default - versions are not bound to instance types
   */
  readonly transformInstanceTypes?: string[];

  /**
   * Whether containers are cut off from the network. Jobs that record runs to a tracker, or whose folder has a
   * `requirements.txt`, never are: they could not do their work.
   *
   * @default true
   */
  readonly networkIsolation?: boolean;
}
