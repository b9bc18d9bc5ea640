/**
 * Runs a step on an Amazon EMR cluster that is there already.
 */
export interface EmrStepDefinition {
  /**
   * Id of the cluster.
   *
   * @pattern ^j-[A-Z0-9]+$
   * @patternErrorMessage must be the id of an EMR cluster such as j-2AXXXXXXGAPLF
   */
  readonly clusterId: string;

  /** The JAR that runs. */
  readonly jar: string;

  /**
   * Arguments of the JAR.
   *
   * @default - none
   */
  readonly arguments?: string[];

  /**
   * The main class, when the JAR does not name it.
   *
   * @default - the JAR's own
   */
  readonly mainClass?: string;
}
