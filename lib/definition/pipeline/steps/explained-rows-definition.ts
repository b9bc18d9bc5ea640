/**
 * The columns of the rows that are explained.
 */
export interface ExplainedColumnsDefinition {
  /**
   * The column that the model predicts; it is not sent.
   *
   * @default - the data have none
   */
  readonly label?: string;

  /**
   * The column that names rows in the report; it is not sent.
   *
   * @default - rows are named by their number, from 0
   */
  readonly id?: string;

  /**
   * Other columns that are not part of a request.
   *
   * @default - none
   */
  readonly ignore?: string[];

  /**
   * Columns of numbers that are codes of categories.
   *
   * @default - only columns of texts and truth values are categories
   */
  readonly categorical?: string[];
}

/**
 * The rows that are explained one by one.
 *
 * @oneKeyOf highest first at
 */
export interface ExplainedRowsDefinition {
  /**
   * How many with the highest answers, from 1.
   *
   * @default - other rows
   * @minimum 1
   * @asType integer
   */
  readonly highest?: number;

  /**
   * How many from the beginning of the data, from 1.
   *
   * @default - other rows
   * @minimum 1
   * @asType integer
   */
  readonly first?: number;

  /**
   * Their numbers in the data, from 0.
   *
   * @default - other rows
   * @minItems 1
   */
  readonly at?: number[];
}
