import {
  DataQualityMonitorDefinition, DriftMonitorDefinition, FairnessMonitorDefinition, PredictionDriftMonitorDefinition,
  QualityMonitorDefinition,
} from './monitor-check-definition';
import { DurationText, JobComputeDefinition } from './values';

export * from './monitor-check-definition';

/**
 * How a model is watched: alarms on its endpoint, and checks of its data, quality and fairness.
 */
export interface MonitoringDefinition {
  /**
   * The bounds of the alarms on the endpoint.
   *
   * @default - the defaults of each alarm
   */
  readonly alarms?: AlarmsDefinition;

  /**
   * What the endpoint promises over 30 days. Alarms then ring by how fast the promise is being used up, instead of at one share of failures.
   *
   * @default - no promise: failures are held to `alarms.errorRate`
   */
  readonly slo?: SloDefinition;

  /**
   * Whether inputs still look like the data that the model was trained on.
   *
   * @default - not checked
   */
  readonly dataDrift?: DriftMonitorDefinition;

  /**
   * Whether inputs are complete and within the types and ranges of the baseline.
   *
   * @default - not checked
   */
  readonly dataQuality?: DataQualityMonitorDefinition;

  /**
   * Whether the model still answers as it did, by its answers alone.
   *
   * @default - not checked
   */
  readonly predictionDrift?: PredictionDriftMonitorDefinition;

  /**
   * Whether predictions agree with the labels that arrive later.
   *
   * @default - not checked
   */
  readonly quality?: QualityMonitorDefinition;

  /**
   * Whether groups of people are treated alike.
   *
   * @default - not checked
   */
  readonly fairness?: FairnessMonitorDefinition;

  /**
   * Whether the reasons for the predictions have moved (attributions, by SHAP).
   *
   * @default - not checked
   */
  readonly attributionDrift?: DriftMonitorDefinition;

  /**
   * What happens when a check finds drift, besides the alarm.
   *
   * @default - only the alarm
   */
  readonly onDrift?: OnDriftDefinition;

  /**
   * The machines of the checks.
   *
   * @default - one ml.m5.xlarge
   */
  readonly compute?: JobComputeDefinition;

  /**
   * What only monitoring on AWS can choose.
   *
   * @default - nothing of its own
   */
  readonly aws?: AwsMonitoringDefinition;
}

/**
 * What monitoring can choose on AWS alone.
 */
export interface AwsMonitoringDefinition {
  /**
   * What runs the checks. SageMaker Model Monitor is closed to new customers since 30 July 2026.
   *
   * @default evidently
   */
  readonly backend?: 'evidently' | 'model-monitor';
}

/**
 * The bounds of the alarms on an endpoint.
 */
export interface AlarmsDefinition {
  /**
   * The largest share of requests that may fail on the model's side, from 0 to 1.
   *
   * @default 0.05
   * @minimum 0
   * @maximum 1
   */
  readonly errorRate?: number;

  /**
   * The longest that 99 of 100 requests may take in the model's container.
   *
   * @default 5s
   * @pattern ^[0-9]+(ms|s|m)$
   * @patternErrorMessage must be a whole number and a unit, ms, s or m, such as 500ms
   */
  readonly latencyP99?: string;

  /**
   * The longest that 99 of 100 requests may spend outside the container, in the service.
   *
   * @default 1s
   * @pattern ^[0-9]+(ms|s|m)$
   * @patternErrorMessage must be a whole number and a unit, ms, s or m, such as 500ms
   */
  readonly overheadP99?: string;

  /**
   * The largest mean use of processor, memory or GPU, in percent of one machine: 1 to 100.
   *
   * @default 90
   * @minimum 1
   * @maximum 100
   */
  readonly saturation?: number;

  /**
   * How long an endpoint may stay without a single request before an alarm rings.
   *
   * @default - silence is no alarm
   */
  readonly noData?: DurationText;

  /**
   * Requests per minute below which error rate and latency are not judged.
   *
   * @default 10
   * @minimum 0
   */
  readonly minimumRequests?: number;
}

/**
 * What an endpoint promises to who calls it: a service level objective.
 */
export interface SloDefinition {
  /**
   * The share of the requests of 30 days that the model's side answers without a failure, from 0.95 to 0.99999. One that fails more often has no
   * use for a promise: bound its failures with `alarms.errorRate`.
   *
   * @minimum 0.95
   * @maximum 0.99999
   */
  readonly availability: number;
}

/**
 * What happens when a check finds drift.
 *
 * @oneKeyOf notify retrain
 */
export interface OnDriftDefinition {
  /**
   * Nothing but the alarm.
   *
   * @default - not used
   */
  readonly notify?: NotifyDefinition;

  /**
   * The model's pipeline is started.
   *
   * @default - not used
   */
  readonly retrain?: RetrainDefinition;
}

/** Nothing but the alarm. It has no settings. */
export interface NotifyDefinition {}

/**
 * Bounds of retraining, so that a lasting drift does not train without end.
 */
export interface RetrainDefinition {
  /**
   * How long after a retraining no other is started.
   *
   * @default 1d
   */
  readonly coolDown?: DurationText;

  /**
   * The most retrainings within 30 days.
   *
   * @default 4
   * @minimum 1
   * @asType integer
   */
  readonly maxPerMonth?: number;
}
