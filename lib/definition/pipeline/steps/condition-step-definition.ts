/**
 * A metric of a step and its bounds. With `atLeast` and `atMost` both must hold.
 */
export interface BoundedMetricDefinition {
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
}

/**
 * Decides by a metric, or by several of which each must be good.
 */
export interface ConditionStepDefinition extends BoundedMetricDefinition {
  /**
   * Other metrics that must be good too, of the same step or of others.
   *
   * @default - `metric` alone decides
   * @minItems 1
   */
  readonly also?: BoundedMetricDefinition[];

  /**
   * The steps that run when every value is good.
   *
   * @default - none
   */
  readonly then?: string[];

  /**
   * The steps that run when one is not.
   *
   * @default - none: the run ends, as succeeded
   */
  readonly otherwise?: string[];
}
