/**
 * How a model is asked.
 */
export interface ExplainRequestDefinition {
  /**
   * How rows are sent to the model's script or endpoint: `csv` without a header, `records` as a JSON list of objects, `instances`
   * as `{"instances": [[…]]}`, `split` as `{"dataframe_split": {…}}` of MLflow. A file without a script gets columns by name.
   *
   * @default csv
   */
  readonly format?: 'csv' | 'instances' | 'records' | 'split';

  /**
   * The most rows in one request, from 1. Bodies of more than 4 MB are divided anyway.
   *
   * @default - 500 for an endpoint, 20000 for files
   * @minimum 1
   * @asType integer
   */
  readonly batchSize?: number;

  /**
   * The variant of `endpoint` that is asked.
   *
   * @default - any, by their weights
   */
  readonly variant?: string;
}

/**
 * What an explanation draws at random.
 */
export interface ExplainSamplingDefinition {
  /**
   * How many rows importances are made of, from 1.
   *
   * @default 100
   * @minimum 1
   * @asType integer
   */
  readonly size?: number;

  /**
   * How many rows stand for "not known" with SHAP, from 1.
   *
   * @default 20
   * @minimum 1
   * @asType integer
   */
  readonly background?: number;

  /**
   * What is drawn at random, from 0; the same seed gives the same report.
   *
   * @default 0
   * @minimum 0
   * @asType integer
   */
  readonly seed?: number;
}
