import { JobSettingsDefinition } from './job-settings-definition';
import { DurationText } from '../../values';

/**
 * Makes a training set of feature groups by a point-in-time join: each row with what was known of it then, and nothing that came
 * later. On AWS it is a query of Amazon Athena, which a SageMaker processing job of one small machine starts. Its output, Parquet files, is
 * `<step>.data`; features are columns, in lower case.
 *
 * Of a record that was written several times with one event time, the last write counts. What was deleted in a joined group is
 * not known from the time of its deletion on; what was deleted in the group of the rows is no row, nor are those before it.
 */
export interface TrainingSetStepDefinition extends JobSettingsDefinition {
  /** The feature group with a row for each case, at its event time, and the label among its features: `features.<name>`. */
  readonly rows: string;

  /**
   * The feature groups that are joined: `features.<name>`. Each gives its newest record that is not later than the row, found by
   * its record id, which has to be a feature of `rows` too. A feature whose name is taken gets the name of its group before it, as in
   * `bureau_score`.
   *
   * @minItems 1
   */
  readonly join: string[];

  /**
   * How old a joined record may be at the time of the row; an older one counts as not known.
   *
   * @default - any age
   */
  readonly maxAge?: DurationText;
}
