import { TrainStepDefinition } from './train-step-definition';

/**
 * Trains many models with other hyperparameters and keeps the best (a SageMaker hyperparameter tuning job).
 */
export interface TuneStepDefinition extends TrainStepDefinition {
  /** The metric of `metrics` that decides. */
  readonly objective: string;

  /**
   * Whether the largest or the smallest value is best.
   *
   * @default maximize
   */
  readonly direction?: 'maximize' | 'minimize';

  /** The hyperparameters that vary, by name. */
  readonly ranges: { [name: string]: RangeDefinition };

  /**
   * Training jobs in all, from 1 to 750.
   *
   * @default 20
   * @minimum 1
   * @maximum 750
   * @asType integer
   */
  readonly maxJobs?: number;

  /**
   * Training jobs at one time, from 1 to 100.
   *
   * @default 2
   * @minimum 1
   * @maximum 100
   * @asType integer
   */
  readonly parallelJobs?: number;

  /**
   * How the next values are chosen.
   *
   * @default bayesian
   */
  readonly strategy?: 'bayesian' | 'grid' | 'hyperband' | 'random';
}

/**
 * The values of one hyperparameter.
 *
 * @oneKeyOf continuous integer categorical
 */
export interface RangeDefinition {
  /**
   * Two numbers: the smallest and the largest value.
   *
   * @default - not continuous
   * @minItems 2
   * @maxItems 2
   */
  readonly continuous?: number[];

  /**
   * Two whole numbers: the smallest and the largest value.
   *
   * @default - not integer
   * @minItems 2
   * @maxItems 2
   */
  readonly integer?: number[];

  /**
   * The values, at least one.
   *
   * @default - not categorical
   * @minItems 1
   */
  readonly categorical?: string[];

  /**
   * How values are spread over a numeric range.
   *
   * @default auto
   */
  readonly scale?: 'auto' | 'linear' | 'logarithmic' | 'reverse-logarithmic';
}
