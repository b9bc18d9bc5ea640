/**
 * Registers a model as a new version.
 */
export interface RegisterStepDefinition {
  /** The model: `<step>.model` of a train or tune step. */
  readonly model: string;

  /**
   * The process step whose metrics are kept with the version.
   *
   * @default - no metrics
   */
  readonly metrics?: string;

  /**
   * MIME types of requests.
   *
   * @default - text/csv
   */
  readonly contentTypes?: string[];

  /**
   * MIME types of answers.
   *
   * @default - text/csv
   */
  readonly responseTypes?: string[];

  /**
   * What is special about versions of this pipeline, for people.
   *
   * @default - no description
   * @maxLength 1024
   */
  readonly description?: string;
}
