import { IModelEndpoint } from '../model-endpoint';
import { CONTAINER } from '../model-endpoint/model-pod';
import { LatencySeries, MetricSeries, serverMetrics, ServerMetrics } from '../model-endpoint/server-metrics';

/** What is known of an endpoint that is watched. */
export type WatchedEndpoint = Pick<IModelEndpoint, 'deploymentName' | 'name' | 'namespace' | 'server'>;

/** How much of the past a bound is held against. */
export const WINDOW = '5m';

// A pod is called as its replica set, of which ten letters are a hash, cut to 58, and five letters more.
const MOST_OF_A_POD_NAME = 58;
const LETTERS_OF_A_HASH = 10;

/** What can be asked of Prometheus about an endpoint, in PromQL. Where a series is not there, it says 0 as far as that is true. */
export class EndpointSeries {
  /** What its server tells; nothing when it tells nothing of use. */
  public readonly metrics?: ServerMetrics;

  constructor(private readonly endpoint: WatchedEndpoint) {
    this.metrics = serverMetrics(endpoint.server);
  }

  /** Requests for each second. */
  public requests(window: string): string {
    return this.perSecond(this.metrics!.requests, window);
  }

  /** Requests that have failed, for each second. */
  public failures(window: string): string {
    return this.perSecond(this.metrics!.failures, window);
  }

  /** The share of the requests that has failed; without any request not a number, which is above no bound. */
  public failureShare(window: string): string {
    return `${this.failures(window)} / ${this.requests(window)}`;
  }

  /** What 99 of 100 requests take at most, in seconds; nothing when the server keeps no percentile. */
  public latency(window: string): string | undefined {
    const { latency } = this.metrics ?? {};
    return latency && inSeconds(latency, 'summary' in latency
      // Percentiles of copies have no percentile: the slowest copy speaks for all.
      ? `max(${this.select(latency.summary, '', 'quantile="0.99"')})`
      : `histogram_quantile(0.99, sum by (le) (rate(${this.select(latency.histogram, '_bucket')}[${window}])))`);
  }

  /** Copies that Prometheus has read the last time it tried. */
  public get read(): string {
    return `up{${this.job}} == 1`;
  }

  /** Copies that are ready. */
  public get ready(): string {
    const { deploymentName, namespace } = this.endpoint;
    return `kube_deployment_status_replicas_available{namespace="${namespace}",deployment="${deploymentName}"}`;
  }

  /** The share of its memory that the fullest copy uses. */
  public get memory(): string {
    return this.fullest(`container_memory_working_set_bytes{${this.container}}`, 'memory');
  }

  /** The share of its cores that the busiest copy uses. */
  public processor(window: string): string {
    return this.fullest(`rate(container_cpu_usage_seconds_total{${this.container}}[${window}])`, 'cpu');
  }

  private fullest(used: string, resource: 'cpu' | 'memory'): string {
    const limit = `kube_pod_container_resource_limits{${this.container},resource="${resource}"}`;
    return `max(max by (pod) (${used}) / on (pod) max by (pod) (${limit}))`;
  }

  private perSecond(counters: readonly MetricSeries[], window: string): string {
    const each = counters.map(counter => `(sum(rate(${this.select(counter)}[${window}])) or vector(0))`);
    return each.length === 1 ? each[0]! : `(${each.join(' + ')})`;
  }

  private select({ name, where }: MetricSeries, suffix: string = '', ...more: readonly string[]): string {
    return `${name}${suffix}{${[this.job, ...where === undefined ? [] : [where], ...more].join(',')}}`;
  }

  /** As the operator calls what a monitor of pods reads. */
  private get job(): string {
    return `job="${this.endpoint.namespace}/${this.endpoint.name}"`;
  }

  private get container(): string {
    return `namespace="${this.endpoint.namespace}",pod=~"${podPattern(this.endpoint.deploymentName)}",container="${CONTAINER}"`;
  }
}

/** The names of a deployment's pods, and of no other's. */
export function podPattern(deploymentName: string): string {
  const replicaSet = `${deploymentName}-`;
  return replicaSet.length + LETTERS_OF_A_HASH < MOST_OF_A_POD_NAME
    ? `${replicaSet}[a-z0-9]+-[a-z0-9]{5}`
    : `${replicaSet.slice(0, MOST_OF_A_POD_NAME)}[a-z0-9-]*`;
}

function inSeconds({ unit }: LatencySeries, expression: string): string {
  return unit === 1 ? expression : `${expression} * ${unit}`;
}
