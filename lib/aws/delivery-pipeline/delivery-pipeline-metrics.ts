import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/**
 * Metrics of a delivery pipeline.
 */
export class DeliveryPipelineMetrics {
  /** Metrics of the pipeline with the given name. */
  public static fromPipelineName(pipelineName: string): DeliveryPipelineMetrics {
    return new DeliveryPipelineMetrics(pipelineName);
  }

  private constructor(private readonly pipelineName: string) {}

  /**
   * Runs that have failed.
   *
   * @default - sum over five minutes
   */
  public failed(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('FailedPipelineExecutions', { statistic: cloudwatch.Stats.SUM, ...props });
  }

  /**
   * How long runs took, in seconds.
   *
   * @default - average over five minutes
   */
  public duration(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('PipelineDuration', { statistic: cloudwatch.Stats.AVERAGE, ...props });
  }

  private metric(metricName: string, props: cloudwatch.MetricOptions): cloudwatch.Metric {
    return new cloudwatch.Metric({ namespace: 'AWS/CodePipeline', metricName, dimensionsMap: { PipelineName: this.pipelineName }, ...props });
  }
}
