import { JobComputeDefinition } from '../../values';

/**
 * Scores data in bulk (a SageMaker transform job). Its output is `<step>.predictions`.
 */
export interface TransformStepDefinition {
  /** The step that makes the model: `<step>.model` of a `createModel` step. */
  readonly model: string;

  /** What is scored: a reference or a place of files. */
  readonly input: string;

  /**
   * The machines.
   *
   * @default - one ml.m5.xlarge
   */
  readonly compute?: JobComputeDefinition;

  /**
   * MIME type of the data.
   *
   * @default text/csv
   */
  readonly contentType?: string;

  /**
   * Whether files are split into lines, or sent whole.
   *
   * @default line
   */
  readonly splitBy?: 'line' | 'none';
}
