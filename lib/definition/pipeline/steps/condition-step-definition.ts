/**
 * Decides by a metric. With `atLeast` and `atMost` both must hold.
 */
export interface ConditionStepDefinition {
  /** The metric: `<step>.<metric>` of a process or explain step. */
  readonly metric: string;

  /**
   * The smallest value that is good: a number, or `parameters.<name>`.
   *
   * @default - no lower bound
   */
  readonly atLeast?: number | string;

  /**
   * The largest value that is good: a number, or `parameters.<name>`.
   *
   * @default - no upper bound
   */
  readonly atMost?: number | string;

  /**
   * The steps that run when the value is good.
   *
   * @default - none
   */
  readonly then?: string[];

  /**
   * The steps that run when it is not.
   *
   * @default - none: the run ends, as succeeded
   */
  readonly otherwise?: string[];
}
