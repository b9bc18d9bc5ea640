/**
 * Makes a SageMaker model of the files; a transform step can use it as `<step>.model`.
 */
export interface CreateModelStepDefinition {
  /** The files: `<step>.model` of a train or tune step. */
  readonly model: string;
}
