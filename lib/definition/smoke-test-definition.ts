import { AnswerSchemaDefinition } from './answer-schema-definition';

/**
 * Sample requests that every environment must answer after a deployment: in time, and as expected.
 */
export interface SmokeTestDefinition {
  /** The body of the request. */
  readonly body: string;

  /**
   * MIME type of the request. The body must be what it says.
   *
   * @default text/csv
   */
  readonly contentType?: string;

  /**
   * How often the request is sent, one after another.
   *
   * @default 1
   * @minimum 1
   * @maximum 100
   * @asType integer
   */
  readonly requests?: number;

  /**
   * The longest that an answer may take. The first one may load the model: when it is late, one more is asked for instead.
   *
   * @default 5s
   * @pattern ^[0-9]+(ms|s|m)$
   * @patternErrorMessage must be a whole number and a unit, ms, s or m, such as 500ms
   */
  readonly maxLatency?: string;

  /**
   * The longest that half of the answers may take.
   *
   * @default - as long as each of them
   * @pattern ^[0-9]+(ms|s|m)$
   * @patternErrorMessage must be a whole number and a unit, ms, s or m, such as 500ms
   */
  readonly medianLatency?: string;

  /**
   * What an answer must be.
   *
   * @default - anything that is not empty; JSON must be JSON, and CSV have no field that is empty or not a number such as `nan`
   */
  readonly answer?: AnswerDefinition;
}

/**
 * What an answer must be.
 */
export interface AnswerDefinition {
  /**
   * The MIME type that is asked for, and that the answer must have; case and parameters such as a `charset` do not count.
   *
   * @default - what the model gives
   */
  readonly contentType?: string;

  /**
   * What it must hold. CSV is an array of rows, each an array of fields: numbers, or texts where the schema of the fields says
   * `string` or has an `enum`. JSON Lines are an array of what the lines hold; any other text is one text.
   *
   * @default - any values
   */
  readonly schema?: AnswerSchemaDefinition;
}
