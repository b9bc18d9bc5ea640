/**
 * Ends the run as failed.
 */
export interface FailStepDefinition {
  /**
   * Why, for people.
   *
   * @maxLength 3072
   */
  readonly message: string;
}
