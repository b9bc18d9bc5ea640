import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/** Where SageMaker publishes the metrics of pipelines. */
const NAMESPACE = 'AWS/Sagemaker/ModelBuildingPipeline';

/**
 * Metrics of a training pipeline's runs.
 */
export class TrainingPipelineMetrics {
  /** Metrics of the pipeline with the given name. */
  public static fromPipelineName(pipelineName: string): TrainingPipelineMetrics {
    return new TrainingPipelineMetrics(pipelineName);
  }

  private constructor(private readonly pipelineName: string) {}

  /**
   * Runs that have begun.
   *
   * @default - sum over five minutes
   */
  public started(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('ExecutionStarted', props);
  }

  /**
   * Runs that have ended well.
   *
   * @default - sum over five minutes
   */
  public succeeded(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('ExecutionSucceeded', props);
  }

  /**
   * Runs that have failed.
   *
   * @default - sum over five minutes
   */
  public failed(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('ExecutionFailed', props);
  }

  /**
   * How long runs took, in milliseconds.
   *
   * @default - average over five minutes
   */
  public duration(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('ExecutionDuration', { statistic: cloudwatch.Stats.AVERAGE, ...props });
  }

  private metric(metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: NAMESPACE,
      metricName,
      dimensionsMap: { PipelineName: this.pipelineName },
      statistic: cloudwatch.Stats.SUM,
      ...props,
    });
  }
}
