/**
 * Ways of explaining; those that are given run.
 */
export interface ExplainMethodsDefinition {
  /**
   * Shares out each answer among the features.
   *
   * @default - does not run, unless no method is given
   */
  readonly shap?: ShapDefinition;

  /**
   * Fits a line to the answers around each row.
   *
   * @default - does not run, unless no method is given
   */
  readonly lime?: LimeDefinition;

  /**
   * Follows the answers while one feature changes.
   *
   * @default - does not run, unless no method is given
   */
  readonly partialDependence?: PartialDependenceDefinition;
}

/**
 * SHAP values: up to 6 features exactly, more by random orders.
 */
export interface ShapDefinition {
  /**
   * Random orders of the features for each row, from 1.
   *
   * @default 2
   * @minimum 1
   * @asType integer
   */
  readonly permutations?: number;
}

/**
 * Local linear models by LIME.
 */
export interface LimeDefinition {
  /**
   * How many rows around each row the model is asked about, from 1.
   *
   * @default 5000
   * @minimum 1
   * @asType integer
   */
  readonly samples?: number;
}

/**
 * Curves of the model's mean answer.
 */
export interface PartialDependenceDefinition {
  /**
   * The features that have curves.
   *
   * @default - every feature
   * @minItems 1
   */
  readonly features?: string[];

  /**
   * The most values of a number, from 2.
   *
   * @default 20
   * @minimum 2
   * @asType integer
   */
  readonly points?: number;
}

/**
 * How far the importances of features stay the same with other seeds.
 */
export interface StabilityDefinition {
  /**
   * The stability that must be reached, from 0 to 1, else the step fails, and the run with it. To decide otherwise, leave it out and
   * let a condition use `<step>.stability`.
   *
   * @default - no bound
   * @minimum 0
   * @maximum 1
   */
  readonly atLeast?: number;

  /**
   * How many other seeds stability is measured with, from 1. Each is another run of every method.
   *
   * @default 3
   * @minimum 1
   * @asType integer
   */
  readonly repeats?: number;

  /**
   * How many leading features `topOverlap` and `topAgreement` compare, from 1.
   *
   * @default 5
   * @minimum 1
   * @asType integer
   */
  readonly top?: number;
}

/**
 * A smallest value that is still good.
 */
export interface LeastDefinition {
  /**
   * The value, from 0 to 1.
   *
   * @minimum 0
   * @maximum 1
   */
  readonly atLeast: number;
}
