import { DataPlace, DurationText } from '../values';

/**
 * Training that begins when data arrives.
 */
export interface NewDataDefinition {
  /**
   * What is watched: `datasets.<name>`, or places of files such as `s3://bucket/prefix/`.
   *
   * @minItems 1
   */
  readonly of: DataPlace[];

  /**
   * How the name of a file ends that counts, such as `.parquet`, or `_SUCCESS` where a writer says so when it is done.
   *
   * @default - every file counts
   * @pattern ^.+$
   * @patternErrorMessage must be the end of a name such as .csv
   */
  readonly suffix?: string;

  /**
   * How long files are collected: all that arrive within one such time start one training, when it is over. So it is also the least time
   * between two trainings.
   *
   * @default 1h
   */
  readonly collect?: DurationText;
}
