import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { MlopsError } from '../../private/errors';

/**
 * Which metric, and how it is summed up.
 */
export interface ModelEndpointMetricOptions extends cloudwatch.MetricOptions {
  /**
   * The variant that is measured.
   *
   * @default - the first variant of the endpoint
   */
  readonly variant?: string;

  /**
   * The inference component that is measured, by the name that callers give: one of the values of `componentNames`. SageMaker measures its
   * requests, their failures and their latency in the container; machines belong to the variant.
   *
   * @default - the whole variant
   */
  readonly component?: string;
}

const INVOCATIONS = 'AWS/SageMaker';
const INSTANCES = '/aws/sagemaker/Endpoints';

/**
 * The metrics that SageMaker publishes for an endpoint.
 *
 * Their names are literal, so that an alarm on them can be used by the endpoint itself: a reference to the endpoint would be
 * a circular dependency.
 */
export class ModelEndpointMetrics {
  /**
   * @param endpointName name of the endpoint
   * @param variantNames names of its variants; the first is the one that is measured when none is named
   */
  constructor(private readonly endpointName: string, private readonly variantNames: string[]) {}

  /**
   * Requests. Sum over five minutes.
   *
   * @param options variant, period, statistic
   */
  public invocations(options: ModelEndpointMetricOptions = {}): cloudwatch.Metric {
    return this.ofVariant(INVOCATIONS, 'Invocations', cloudwatch.Stats.SUM, options);
  }

  /**
   * Requests of one instance. Sum over five minutes.
   *
   * @param options variant, period, statistic
   */
  public invocationsPerInstance(options: ModelEndpointMetricOptions = {}): cloudwatch.Metric {
    return this.ofVariant(INVOCATIONS, 'InvocationsPerInstance', cloudwatch.Stats.SUM, options);
  }

  /**
   * Requests that were refused because of the request (status 4XX). Sum over five minutes.
   *
   * @param options variant, period, statistic
   */
  public clientErrors(options: ModelEndpointMetricOptions = {}): cloudwatch.Metric {
    return this.ofVariant(INVOCATIONS, 'Invocation4XXErrors', cloudwatch.Stats.SUM, options);
  }

  /**
   * Requests that failed in the model or the service (status 5XX). Sum over five minutes.
   *
   * @param options variant, period, statistic
   */
  public serverErrors(options: ModelEndpointMetricOptions = {}): cloudwatch.Metric {
    return this.ofVariant(INVOCATIONS, 'Invocation5XXErrors', cloudwatch.Stats.SUM, options);
  }

  /**
   * The share of requests, from 0 to 1, that failed in the model or the service.
   *
   * @param minimumRequests requests in the period below which the share counts as 0
   * @param options variant and period
   */
  public errorRate(minimumRequests: number = 1, options: ModelEndpointMetricOptions = {}): cloudwatch.MathExpression {
    return new cloudwatch.MathExpression({
      expression: `IF(requests >= ${minimumRequests}, FILL(errors, 0) / requests, 0)`,
      usingMetrics: { errors: this.serverErrors(options), requests: this.invocations(options) },
      label: options.label ?? 'share of failed requests',
      period: options.period ?? Duration.minutes(5),
    });
  }

  /**
   * The time that requests take in the model's container, in microseconds. The 99th percentile over five minutes.
   *
   * @param options variant, period, statistic
   */
  public latency(options: ModelEndpointMetricOptions = {}): cloudwatch.Metric {
    return this.ofVariant(INVOCATIONS, 'ModelLatency', 'p99', options);
  }

  /**
   * The time that requests take in the service, outside the container, in microseconds. The 99th percentile over five minutes.
   *
   * @param options variant, period, statistic
   */
  public overhead(options: ModelEndpointMetricOptions = {}): cloudwatch.Metric {
    return this.ofVariant(INVOCATIONS, 'OverheadLatency', 'p99', options);
  }

  /**
   * The time that a serverless endpoint takes to start a container, in microseconds. The 99th percentile over five minutes.
   *
   * @param options variant, period, statistic
   */
  public setupTime(options: ModelEndpointMetricOptions = {}): cloudwatch.Metric {
    return this.ofVariant(INVOCATIONS, 'ModelSetupTime', 'p99', options);
  }

  /**
   * Requests at one time in one model. The largest value in five minutes.
   *
   * @param options variant, period, statistic
   */
  public concurrentRequests(options: ModelEndpointMetricOptions = {}): cloudwatch.Metric {
    return this.ofVariant(INVOCATIONS, 'ConcurrentRequestsPerModel', cloudwatch.Stats.MAXIMUM, options);
  }

  /**
   * Use of the processor in percent of one core: from 0 to 100 times the number of cores. Mean over five minutes.
   *
   * @param options variant, period, statistic
   */
  public cpu(options: ModelEndpointMetricOptions = {}): cloudwatch.Metric {
    return this.ofVariant(INSTANCES, 'CPUUtilization', cloudwatch.Stats.AVERAGE, options);
  }

  /**
   * Use of the memory in percent. Mean over five minutes.
   *
   * @param options variant, period, statistic
   */
  public memory(options: ModelEndpointMetricOptions = {}): cloudwatch.Metric {
    return this.ofVariant(INSTANCES, 'MemoryUtilization', cloudwatch.Stats.AVERAGE, options);
  }

  /**
   * Use of the disk in percent. Mean over five minutes.
   *
   * @param options variant, period, statistic
   */
  public disk(options: ModelEndpointMetricOptions = {}): cloudwatch.Metric {
    return this.ofVariant(INSTANCES, 'DiskUtilization', cloudwatch.Stats.AVERAGE, options);
  }

  /**
   * Use of the GPUs in percent of one GPU: from 0 to 100 times the number of GPUs. Mean over five minutes.
   *
   * @param options variant, period, statistic
   */
  public gpu(options: ModelEndpointMetricOptions = {}): cloudwatch.Metric {
    return this.ofVariant(INSTANCES, 'GPUUtilization', cloudwatch.Stats.AVERAGE, options);
  }

  /**
   * Use of the GPUs' memory in percent of one GPU: from 0 to 100 times the number of GPUs. Mean over five minutes.
   *
   * @param options variant, period, statistic
   */
  public gpuMemory(options: ModelEndpointMetricOptions = {}): cloudwatch.Metric {
    return this.ofVariant(INSTANCES, 'GPUMemoryUtilization', cloudwatch.Stats.AVERAGE, options);
  }

  /**
   * Queued requests of an asynchronous endpoint. Mean over five minutes.
   *
   * @param options period, statistic
   */
  public backlog(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.ofEndpoint('ApproximateBacklogSize', cloudwatch.Stats.AVERAGE, options);
  }

  /**
   * Queued requests of an asynchronous endpoint, divided by its instances. Mean over five minutes.
   *
   * @param options period, statistic
   */
  public backlogPerInstance(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.ofEndpoint('ApproximateBacklogSizePerInstance', cloudwatch.Stats.AVERAGE, options);
  }

  /**
   * 1 when an asynchronous endpoint has queued requests and no instance, else 0. The largest value in five minutes.
   *
   * @param options period, statistic
   */
  public backlogWithoutCapacity(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.ofEndpoint('HasBacklogWithoutCapacity', cloudwatch.Stats.MAXIMUM, options);
  }

  /**
   * How long requests wait in the queue of an asynchronous endpoint, in milliseconds. The 99th percentile over five minutes.
   *
   * @param options period, statistic
   */
  public timeInBacklog(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.ofEndpoint('TimeInBacklog', 'p99', options);
  }

  private ofVariant(namespace: string, metricName: string, statistic: string, options: ModelEndpointMetricOptions): cloudwatch.Metric {
    const { variant, component, ...metricOptions } = options;
    if (component !== undefined && namespace === INSTANCES) {
      throw new MlopsError('InvalidProps', `${metricName} is measured of the machines, which the components of an endpoint share; give "variant"`);
    }
    const dimensionsMap: { [dimension: string]: string } = component === undefined
      ? { EndpointName: this.endpointName, VariantName: variant ?? this.variantNames[0] ?? 'AllTraffic' }
      : { InferenceComponentName: component };
    return new cloudwatch.Metric({ namespace, metricName, statistic, dimensionsMap, ...metricOptions });
  }

  // Queue metrics have no variant: with the dimension `VariantName` they would never have data.
  private ofEndpoint(metricName: string, statistic: string, options: cloudwatch.MetricOptions): cloudwatch.Metric {
    return new cloudwatch.Metric({ namespace: INVOCATIONS, metricName, statistic, dimensionsMap: { EndpointName: this.endpointName }, ...options });
  }
}
