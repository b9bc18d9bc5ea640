import { BoundDefinition, DataPlace, DurationText, ScheduleText, TimeZoneText } from './values';

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
 * A check of the predictions alone. It needs neither requests nor labels, so `capture: { only: output }` is enough for it.
 */
export interface PredictionDriftMonitorDefinition extends MonitorOptions {
  /**
   * The column of the baseline with the predictions.
   *
   * @default - a column with a usual name, such as `prediction` or `score`, the only one, or the column of the label
   */
  readonly prediction?: string;

  /**
   * What the model predicts. Probabilities of a binary classification are compared as numbers where both sides have them, classes by their shares.
   *
   * @default binary-classification
   */
  readonly problem?: 'binary-classification' | 'multiclass-classification' | 'regression';

  /**
   * When the predictions have drifted.
   *
   * @default - by Evidently's test for type and size of the data
   */
  readonly threshold?: PredictionThresholdDefinition;

  /**
   * The answer that counts as positive, when answers are words.
   *
   * @default - `1`, `true`, `yes` or `positive`
   */
  readonly positive?: string;
}

/**
 * When predictions have drifted.
 */
export interface PredictionThresholdDefinition {
  /**
   * The distance from which, or the p-value below which, the predictions have drifted, from 0 to 1.
   *
   * @default - 0.01 for p-values, 0.1 for distances
   * @minimum 0
   * @maximum 1
   */
  readonly bound?: number;

  /**
   * The statistical test. What it cannot compare keeps the default.
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
