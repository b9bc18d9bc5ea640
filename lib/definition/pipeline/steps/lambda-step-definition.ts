/**
 * Calls a Lambda function and waits for its answer.
 */
export interface LambdaStepDefinition {
  /** Name of the function, in the same account and region. */
  readonly functionName: string;

  /**
   * What the function gets, by name. `parameters.<name>` is a parameter of the pipeline.
   *
   * @default - nothing
   */
  readonly inputs?: { [name: string]: string | number | boolean };

  /**
   * What the function answers, by name.
   *
   * @default - nothing
   */
  readonly outputs?: { [name: string]: 'boolean' | 'float' | 'integer' | 'string' };
}
