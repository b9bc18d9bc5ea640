import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { ModelEndpointMetrics } from './model-endpoint-metrics';
import { coreCount, gpuCount } from './shape/instance-types';
import { AlarmBounds, alarmBounds, percent } from '../../definition/alarm-defaults';
import { AlarmsDefinition } from '../../definition/monitoring-definition';
import { isKnown } from '../../private/tokens';
import { seconds } from '../../private/units';

const MINUTE = Duration.minutes(1);

/** Something about a variant, and above what it is bad. */
export interface Watch {
  readonly id: string;
  readonly metric: cloudwatch.IMetric;
  readonly threshold: number;
  readonly description: string;
}

/** The machines of a variant. */
export interface Machines {
  /** Undefined when it is not known. */
  readonly instanceType?: string;
  /** Whether the server fills its GPUs by design: their memory when it starts, their processors with any request. */
  readonly fillsGpus?: boolean;
}

/** What is bad about one of several models on a fleet: a fault of one is lost among the requests of all. */
export function componentWatches(name: string, component: string, metrics: ModelEndpointMetrics, bounds: AlarmsDefinition): Watch[] {
  const { errorRate, latencyP99, minimumRequests } = alarmBounds(bounds);
  const options = { component, period: MINUTE };
  const share = isKnown(errorRate) ? `more than ${percent(errorRate)}` : 'too many';
  return [
    {
      id: 'ErrorRate',
      metric: metrics.errorRate(isKnown(minimumRequests) ? Math.max(minimumRequests, 1) : minimumRequests, options),
      threshold: errorRate,
      description: `component ${name}: ${share} of the requests fail`,
    },
    {
      id: 'Latency',
      metric: judged('p99 in the container (ms)', metrics.latency(options), metrics.invocations(options), minimumRequests),
      threshold: seconds(latencyP99) * 1000,
      description: `component ${name}: one request of a hundred takes longer than ${latencyP99} in the model's container`,
    },
  ];
}

/** What is bad about a variant of an endpoint: for those who tell people, and for those who take an update back. */
export class VariantWatch {
  private readonly options: { readonly variant: string; readonly period: Duration };
  private readonly bounds: AlarmBounds;

  /** @param machines of the variant, as far as they are known */
  constructor(variant: string, private readonly metrics: ModelEndpointMetrics, bounds: AlarmsDefinition, private readonly machines: Machines = {}) {
    this.options = { variant, period: MINUTE };
    this.bounds = alarmBounds(bounds);
  }

  /** What requests meet, the most important first. */
  public get requests(): Watch[] {
    const { metrics, options, bounds: { errorRate, latencyP99, overheadP99, minimumRequests } } = this;
    const share = isKnown(errorRate) ? `more than ${percent(errorRate)}` : 'too many';
    return [
      {
        id: 'ErrorRate',
        // Without a single request there is nothing to divide by, whatever the minimum.
        metric: metrics.errorRate(isKnown(minimumRequests) ? Math.max(minimumRequests, 1) : minimumRequests, options),
        threshold: errorRate,
        description: this.describe(`${share} of the requests fail`),
      },
      {
        id: 'Latency',
        metric: this.judged('p99 in the container (ms)', metrics.latency(options)),
        threshold: seconds(latencyP99) * 1000,
        description: this.describe(`one request of a hundred takes longer than ${latencyP99} in the model's container`),
      },
      {
        id: 'Overhead',
        metric: this.judged('p99 in the service (ms)', metrics.overhead(options)),
        threshold: seconds(overheadP99) * 1000,
        description: this.describe(`one request of a hundred spends longer than ${overheadP99} outside the container`),
      },
    ];
  }

  /** How full the machines are, one by one. Of machines that are not known, only memory is measured in a share of the whole. */
  public get saturation(): Watch[] {
    return this.shares().map(({ id, metric, what }) => this.saturated(id, metric, what));
  }

  /** How full the machines are where they are fullest; nothing when they are not known. */
  public get fullest(): Watch[] {
    if (!isKnown(this.machines.instanceType)) return [];
    const shares = Object.fromEntries(this.shares().map(({ id, metric }) => [id[0]!.toLowerCase() + id.slice(1), metric]));
    const metric = new cloudwatch.MathExpression({
      expression: `MAX([${Object.keys(shares).join(', ')}])`, usingMetrics: shares, label: 'saturation', period: MINUTE,
    });
    return [this.saturated('Saturation', metric, 'processor, memory or GPU')];
  }

  private saturated(id: string, metric: cloudwatch.IMetric, what: string): Watch {
    const { saturation } = this.bounds;
    const bound = isKnown(saturation) ? `more than ${saturation}%` : 'too much';
    return { id, metric, threshold: saturation, description: this.describe(`the machines' ${what} is ${bound} used`) };
  }

  /** In percent of one machine: the service counts 100 for each core and GPU. */
  private shares(): { readonly id: string; readonly metric: cloudwatch.IMetric; readonly what: string }[] {
    const { metrics, options, machines: { instanceType, fillsGpus } } = this;
    const cores = isKnown(instanceType) ? coreCount(instanceType) : 0;
    const gpus = isKnown(instanceType) ? gpuCount(instanceType) : 0;
    const resources: [string, string, string, cloudwatch.Metric, number][] = [
      ['Memory', 'memory', 'memory', metrics.memory(options), 1],
      ['Cpu', 'processor', 'cores', metrics.cpu(options), cores],
      ['Gpu', 'GPU', 'gpus', metrics.gpu(options), fillsGpus ? 0 : gpus],
      ['GpuMemory', 'GPU memory', 'gpuMemories', metrics.gpuMemory(options), fillsGpus ? 0 : gpus],
    ];
    return resources.filter(([, , , , units]) => units > 0).map(([id, what, used, metric, units]) => ({
      id,
      what,
      metric: units === 1 ? metric : new cloudwatch.MathExpression({
        expression: `${used} / ${units}`, usingMetrics: { [used]: metric }, label: `${id} (%)`, period: MINUTE,
      }),
    }));
  }

  private judged(label: string, latency: cloudwatch.Metric): cloudwatch.MathExpression {
    return judged(label, latency, this.metrics.invocations(this.options), this.bounds.minimumRequests);
  }

  private describe(what: string): string {
    return `variant ${this.options.variant}: ${what}`;
  }
}

/** SageMaker measures in microseconds, people in milliseconds. A few slow requests in the quiet of the night say nothing. */
function judged(label: string, latency: cloudwatch.Metric, requests: cloudwatch.Metric, minimumRequests: number): cloudwatch.MathExpression {
  return new cloudwatch.MathExpression({
    expression: `IF(requests >= ${minimumRequests}, latency / 1000, 0)`, usingMetrics: { requests, latency }, label, period: MINUTE,
  });
}
