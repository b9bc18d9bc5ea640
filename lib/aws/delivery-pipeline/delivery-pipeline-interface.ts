import { IConstruct } from 'constructs';
import { DeliveryPipelineGrants } from './delivery-pipeline-grants';
import { DeliveryPipelineMetrics } from './delivery-pipeline-metrics';

/**
 * How one model's changes and versions reach the environments: AWS CodePipeline.
 */
export interface IDeliveryPipeline extends IConstruct {
  /** Name of the pipeline that a change of the source starts. */
  readonly pipelineName: string;

  /** ARN of the pipeline that a change of the source starts. */
  readonly pipelineArn: string;

  /** Name of the pipeline that an approved version starts, when versions are released. */
  readonly releasePipelineName?: string;

  /** ARN of the pipeline that an approved version starts, when versions are released. */
  readonly releasePipelineArn?: string;

  /** Allows starting, watching and approving. */
  readonly grants: DeliveryPipelineGrants;

  /** Metrics of the delivery pipeline. */
  readonly metrics: DeliveryPipelineMetrics;
}
