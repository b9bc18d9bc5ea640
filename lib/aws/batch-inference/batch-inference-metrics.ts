import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';

/**
 * Metrics of batch inference: how its runs end.
 */
export class BatchInferenceMetrics {
  /** @internal */
  public static _of(stateMachine: sfn.IStateMachine): BatchInferenceMetrics {
    return new BatchInferenceMetrics(stateMachine);
  }

  private constructor(private readonly stateMachine: sfn.IStateMachine) {}

  /** Number of runs that have scored everything. */
  public succeeded(options?: cloudwatch.MetricOptions): cloudwatch.IMetric {
    return this.executions('ExecutionsSucceeded', options);
  }

  /** Number of runs that have failed. */
  public failed(options?: cloudwatch.MetricOptions): cloudwatch.IMetric {
    return this.executions('ExecutionsFailed', options);
  }

  /** Number of runs that have taken too long. */
  public timedOut(options?: cloudwatch.MetricOptions): cloudwatch.IMetric {
    return this.executions('ExecutionsTimedOut', options);
  }

  private executions(metricName: string, options?: cloudwatch.MetricOptions): cloudwatch.IMetric {
    return new cloudwatch.Metric({
      namespace: 'AWS/States',
      metricName,
      dimensionsMap: { StateMachineArn: this.stateMachine.stateMachineArn },
      statistic: cloudwatch.Stats.SUM,
      ...options,
    });
  }
}
