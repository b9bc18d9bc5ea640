import { BoundDefinition, DataPlace, DurationText, JobComputeDefinition, ScheduleText, TimeZoneText } from './values';

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
 * What every check has.
 */
export interface MonitorOptions {
  /**
   * How often the check runs, each time over the records since the last run. At most once an hour.
   *
   * @default daily
   */
  readonly schedule?: ScheduleText;

  /**
   * The time zone of `schedule`: its times then move with summer time.
   * Each run then looks at one hour more than its distance from the last one, so that no record is left out when clocks change.
   *
   * @default UTC
   */
  readonly timeZone?: TimeZoneText;

  /**
   * The data that is normal: an output of a pipeline step (`prepare.train`), `datasets.<name>` or a place of files. For
   * `quality` and `fairness` it only tells the names of the columns of requests in CSV.
   *
   * @default - needed by drift and data quality; the others then need requests that name their features
   */
  readonly baseline?: string;

  /**
   * The baseline's column with the label, which requests do not have.
   *
   * @default - a column with a usual name, such as `label`, `target` or `outcome`
   */
  readonly label?: string;
}

/**
 * A check for drift.
 */
export interface DriftMonitorDefinition extends MonitorOptions {
  /**
   * When drift is a violation.
   *
   * @default - half of the features have drifted
   */
  readonly threshold?: DriftThresholdDefinition;

  /**
   * The only features that are looked at.
   *
   * @default - every feature of the baseline
   */
  readonly features?: string[];
}

/**
 * When drift is a violation.
 */
export interface DriftThresholdDefinition {
  /**
   * The share of drifted features, from 0 to 1, at which the data set counts as drifted.
   *
   * @default 0.5
   * @minimum 0
   * @maximum 1
   */
  readonly share?: number;

  /**
   * The distance or p-value at which one feature counts as drifted, from 0 to 1.
   *
   * @default - chosen by Evidently for each test
   * @minimum 0
   * @maximum 1
   */
  readonly perFeature?: number;

  /**
   * The statistical test of every feature.
   *
   * @default - chosen by Evidently from type and size of the data
   */
  readonly test?: 'chi-square' | 'jensen-shannon' | 'kolmogorov-smirnov' | 'psi' | 'wasserstein';
}

/**
 * A check of completeness, types and ranges.
 */
export interface DataQualityMonitorDefinition extends MonitorOptions {
  /**
   * The largest share of missing values in any feature, from 0 to 1.
   *
   * @default 0.1
   * @minimum 0
   * @maximum 1
   */
  readonly missing?: number;

  /**
   * The largest share of values outside the baseline's range or categories in any feature, from 0 to 1.
   *
   * @default 0.1
   * @minimum 0
   * @maximum 1
   */
  readonly outOfRange?: number;
}

/**
 * A check of predictions against labels that arrive later.
 */
export interface QualityMonitorDefinition extends MonitorOptions {
  /**
   * Where the labels arrive: `datasets.<name>` or a place of files. Records are joined by the inference id.
   */
  readonly labels: DataPlace;

  /**
   * What the model predicts.
   *
   * @default binary-classification
   */
  readonly problem?: 'binary-classification' | 'multiclass-classification' | 'regression';

  /**
   * The metrics and their bounds, for example `{ auc: { atLeast: 0.75 } }`.
   */
  readonly metrics: { [metric: string]: BoundDefinition };

  /**
   * How long labels take to arrive. The check looks at records that are at least this old.
   *
   * @default 1d
   */
  readonly labelDelay?: DurationText;

  /**
   * The answer that counts as positive, when answers are words.
   *
   * @default - `1`, `true`, `yes` or `positive`
   */
  readonly positive?: string;
}

/**
 * A check that groups are treated alike.
 */
export interface FairnessMonitorDefinition extends MonitorOptions {
  /**
   * The features whose groups are compared.
   *
   * @minItems 1
   */
  readonly segments: string[];

  /**
   * The metrics and their bounds, for example `{ selectionRateGap: { atMost: 0.1 } }`.
   */
  readonly metrics: { [metric: string]: BoundDefinition };

  /**
   * Where the labels arrive, for metrics that need them.
   *
   * @default - only metrics of the predictions
   */
  readonly labels?: DataPlace;

  /**
   * The answer that counts as positive, when answers are words.
   *
   * @default - `1`, `true`, `yes` or `positive`
   */
  readonly positive?: string;
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
