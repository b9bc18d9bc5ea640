/**
 * What is known of a delivery pipeline that is defined elsewhere.
 */
export interface DeliveryPipelineAttributes {
  /** Name of the pipeline that a change of the source starts. */
  readonly pipelineName: string;

  /**
   * Name of the pipeline that an approved version starts.
   *
   * @default - versions are not released
   */
  readonly releasePipelineName?: string;
}
