import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { DIMENSIONS, METRICS } from './monitor-contract';

/**
 * The metrics that the checks of one endpoint publish: in one namespace, with the dimensions `Endpoint` and `Check`. A check
 * publishes once in each run.
 */
export class ModelMonitorMetrics {
  /**
   * @param namespace namespace of the metrics
   * @param endpointName the endpoint that is watched
   */
  constructor(private readonly namespace: string, private readonly endpointName: string) {}

  /**
   * The share of features whose values have drifted, from 0 to 1. Largest value of a day.
   *
   * @param options period, statistic
   */
  public driftShare(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.of('data-drift', METRICS.driftShare, options);
  }

  /**
   * The number of features whose values have drifted. Largest value of a day.
   *
   * @param options period, statistic
   */
  public driftedFeatures(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.of('data-drift', METRICS.driftedFeatures, options);
  }

  /**
   * The share of features whose attributions have drifted, from 0 to 1. Largest value of a day.
   *
   * @param options period, statistic
   */
  public attributionDriftShare(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.of('attribution-drift', METRICS.driftShare, options);
  }

  /**
   * The share of predictions that would have to change for them to look like those of the baseline, from 0 to 1. Largest value of a day.
   *
   * @param options period, statistic
   */
  public movedShare(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.of('prediction-drift', METRICS.movedShare, options);
  }

  /**
   * The share of answers that say yes, of a binary classification whose predictions are checked for drift, from 0 to 1. Mean of a day.
   *
   * @param options period, statistic
   */
  public positiveShare(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.of('prediction-drift', METRICS.positiveShare, { statistic: cloudwatch.Stats.AVERAGE, ...options });
  }

  /**
   * The share of missing values in the worst feature, from 0 to 1. Largest value of a day.
   *
   * @param options period, statistic
   */
  public missingShare(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.of('data-quality', METRICS.missingShare, options);
  }

  /**
   * The share of values outside the baseline in the worst feature, from 0 to 1. Largest value of a day.
   *
   * @param options period, statistic
   */
  public outOfRangeShare(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.of('data-quality', METRICS.outOfRangeShare, options);
  }

  /**
   * A metric of the model's quality. Mean of a day.
   *
   * @param metric its name in the definition, for example `auc`
   * @param options period, statistic
   */
  public quality(metric: string, options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.of('quality', metric, { statistic: cloudwatch.Stats.AVERAGE, ...options });
  }

  /**
   * The share of records whose label has arrived, from 0 to 1. Largest value of a day.
   *
   * @param options period, statistic
   */
  public labelledShare(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.of('quality', METRICS.labelledShare, options);
  }

  /**
   * A metric of fairness, of the segment where it is worst. Mean of a day.
   *
   * @param metric its name in the definition, for example `selectionRateGap`
   * @param options period, statistic
   */
  public fairness(metric: string, options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.of('fairness', metric, { statistic: cloudwatch.Stats.AVERAGE, ...options });
  }

  /**
   * How many bounds a check has found violated; 0 is fine. Largest value of a day.
   *
   * @param check `data-drift`, `data-quality`, `prediction-drift`, `quality`, `fairness` or `attribution-drift`
   * @param options period, statistic
   */
  public violations(check: string, options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.of(check, METRICS.violations, options);
  }

  /**
   * How many records a check has looked at. Largest value of a day.
   *
   * @param check `data-drift`, `data-quality`, `prediction-drift`, `quality`, `fairness` or `attribution-drift`
   * @param options period, statistic
   */
  public records(check: string, options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.of(check, METRICS.records, options);
  }

  private of(check: string, metricName: string, options: cloudwatch.MetricOptions): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: this.namespace,
      metricName,
      dimensionsMap: { [DIMENSIONS.endpoint]: this.endpointName, [DIMENSIONS.check]: check },
      statistic: cloudwatch.Stats.MAXIMUM,
      period: Duration.days(1),
      ...options,
    });
  }
}
