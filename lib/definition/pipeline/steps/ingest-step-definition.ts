import { JobSettingsDefinition } from './job-settings-definition';
import { DurationText } from '../../values';

/**
 * Writes rows of files into a feature group (a SageMaker processing job). It runs the library's own program on one machine, which
 * writes record by record: into the online store and the offline store alike. Written again, a record counts once.
 */
export interface IngestStepDefinition extends JobSettingsDefinition {
  /**
   * The rows, as CSV files with a header or as Parquet files: a reference (`prepare.features`, `datasets.<name>`) or a place of files.
   * Columns that are not features of the group are left out, and an empty value is a feature that is not known.
   */
  readonly data: string;

  /** The feature group that is written to: `features.<name>`. */
  readonly into: string;

  /**
   * How long the step waits at most until training can read what it has written, which takes some minutes: from `0s`, which does not
   * wait, to 1d. When the time is over the step fails. A group without an offline store is not waited for.
   *
   * @default 30m
   */
  readonly wait?: DurationText;
}
