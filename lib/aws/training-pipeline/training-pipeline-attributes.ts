/**
 * A training pipeline that is there already.
 */
export interface TrainingPipelineAttributes {
  /** Name of the pipeline. */
  readonly pipelineName: string;

  /**
   * The account of the pipeline.
   *
   * @default - the stack's own
   */
  readonly account?: string;

  /**
   * The region of the pipeline.
   *
   * @default - the stack's own
   */
  readonly region?: string;
}
