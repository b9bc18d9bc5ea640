import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import { TrainingPipelineGrants } from './training-pipeline-grants';
import { TrainingPipelineMetrics } from './training-pipeline-metrics';

/**
 * A pipeline that trains a model. It can be used wherever the CDK takes a SageMaker pipeline, for example as a target of
 * Amazon EventBridge Scheduler.
 */
export interface ITrainingPipeline extends sagemaker.IPipeline {
  /** The role that starts runs for this account, when the pipeline is in another one. */
  readonly startRole?: iam.IRole;

  /** Allows starting, watching and stopping runs. */
  readonly grants: TrainingPipelineGrants;

  /** Metrics of the runs. */
  readonly metrics: TrainingPipelineMetrics;

  /**
   * Defines a rule for the ends of runs: `Succeeded`, `Failed` and `Stopped`, or those that the options name.
   *
   * @param id id of the rule
   * @param options the target and more about the rule; `detail` of its `eventPattern` narrows what the rule takes
   */
  onStateChange(id: string, options?: events.OnEventOptions): events.Rule;
}
