/**
 * What a value must be, in the words of JSON Schema.
 */
export interface AnswerSchemaDefinition {
  /**
   * Its type.
   *
   * @default - any
   */
  readonly type?: 'array' | 'boolean' | 'integer' | 'null' | 'number' | 'object' | 'string';

  /**
   * Members that an object must have.
   *
   * @default - none
   */
  readonly required?: string[];

  /**
   * What the members of an object must be.
   *
   * @default - anything
   */
  readonly properties?: { [name: string]: AnswerSchemaDefinition };

  /**
   * What each element of an array must be.
   *
   * @default - anything
   */
  readonly items?: AnswerSchemaDefinition;

  /**
   * The fewest elements of an array.
   *
   * @default - none
   * @minimum 0
   * @asType integer
   */
  readonly minItems?: number;

  /**
   * The most elements of an array.
   *
   * @default - any number
   * @minimum 0
   * @asType integer
   */
  readonly maxItems?: number;

  /**
   * The least that a number may be.
   *
   * @default - any
   */
  readonly minimum?: number;

  /**
   * The most that a number may be.
   *
   * @default - any
   */
  readonly maximum?: number;

  /**
   * The texts that are allowed.
   *
   * @default - any
   */
  readonly enum?: string[];
}
