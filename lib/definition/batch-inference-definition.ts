import { BatchMonitoringDefinition } from './batch-monitoring-definition';
import { DataPlace, JobComputeDefinition, ScheduleText, StoragePlace, TimeZoneText } from './values';

export * from './batch-monitoring-definition';

/**
 * Everything about scoring data in bulk but the data.
 */
export interface BatchOptions {
  /**
   * Where the predictions go. Each run writes below a prefix of its own.
   *
   * @default - `batch/<model>/` in the environment's data bucket
   */
  readonly output?: StoragePlace;

  /**
   * When it runs.
   *
   * @default - only when somebody starts it
   */
  readonly schedule?: ScheduleText;

  /**
   * The time zone of `schedule`: its times then move with summer time.
   *
   * @default UTC
   */
  readonly timeZone?: TimeZoneText;

  /**
   * The machines.
   *
   * @default - one ml.m5.xlarge
   */
  readonly compute?: JobComputeDefinition;

  /**
   * MIME type of the data.
   *
   * @default text/csv
   */
  readonly contentType?: string;

  /**
   * Whether files are split into lines that are scored in batches, or sent whole.
   *
   * @default line
   */
  readonly splitBy?: 'line' | 'none';

  /**
   * Whether each prediction stands beside its input.
   *
   * @default false
   */
  readonly joinInput?: boolean;

  /**
   * Requests that one machine handles at a time, from 1.
   *
   * @default - asked from the container
   * @minimum 1
   * @asType integer
   */
  readonly maxConcurrency?: number;

  /**
   * How each run is watched once it has ended.
   *
   * @default - only an alarm when a run fails
   */
  readonly monitoring?: BatchMonitoringDefinition;
}

/**
 * How a model scores data in bulk, with SageMaker batch transform.
 */
export interface BatchInferenceDefinition extends BatchOptions {
  /**
   * What is scored: `datasets.<name>` or a place of files.
   */
  readonly input: DataPlace;
}

/**
 * What one environment changes of how a model scores data in bulk. What it does not say is the model's own; where the model says nothing
 * either, the default holds.
 */
export interface BatchOverridesDefinition extends BatchOptions {
  /**
   * What is scored there: `datasets.<name>` or a place of files.
   *
   * @default - the model's own
   */
  readonly input?: DataPlace;
}
