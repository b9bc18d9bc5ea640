/**
 * Waits for somebody else: sends a token to an Amazon SQS queue and waits for the answer with it.
 */
export interface CallbackStepDefinition {
  /** Name of the queue, in the same account and region. */
  readonly queueName: string;

  /**
   * What the message holds, by name. `parameters.<name>` is a parameter of the pipeline.
   *
   * @default - only the token
   */
  readonly inputs?: { [name: string]: string | number | boolean };

  /**
   * What the answer holds, by name.
   *
   * @default - nothing
   */
  readonly outputs?: { [name: string]: 'boolean' | 'float' | 'integer' | 'string' };
}
