import { DataQualityMonitorDefinition, DriftMonitorDefinition, PredictionDriftMonitorDefinition } from './monitor-check-definition';
import { JobComputeDefinition } from './values';

/**
 * How the runs of batch inference are watched: after each of them, with the same checks, reports and alarms as an endpoint. A check has no
 * `schedule` here: a run is followed by its checks.
 */
export interface BatchMonitoringDefinition {
  /**
   * Whether what is scored still looks like the data that the model was trained on.
   *
   * @default - not checked
   */
  readonly dataDrift?: DriftMonitorDefinition;

  /**
   * Whether what is scored is complete and within the types and ranges of the baseline.
   *
   * @default - not checked
   */
  readonly dataQuality?: DataQualityMonitorDefinition;

  /**
   * Whether the model still answers as it did.
   *
   * @default - not checked
   */
  readonly predictionDrift?: PredictionDriftMonitorDefinition;

  /**
   * The machine of the checks.
   *
   * @default - one ml.m5.xlarge
   */
  readonly compute?: JobComputeDefinition;
}
