import { k8s } from 'cdk8s-plus-28';
import { Construct, IConstruct } from 'constructs';
import { endpointDashboard } from './endpoint-dashboard';
import { watchRules } from './endpoint-watch';
import { podMonitoringLimits } from './model-monitor-limits';
import { PrometheusDefinition } from '../../definition/kubernetes-place-definition';
import { MonitoringDefinition } from '../../definition/monitoring-definition';
import { GrafanaDashboard } from '../crds/grafana';
import { PodMonitor, PrometheusRule } from '../crds/prometheus';
import { checkPart } from '../foundation/check-part';
import { tcp } from '../foundation/network-rules';
import { IModelEndpoint } from '../model-endpoint';
import { serverMetrics } from '../model-endpoint/server-metrics';

/**
 * What watches a model in a cluster.
 */
export interface IModelMonitor extends IConstruct {
  /** The alerts that may ring, by name; each carries the labels `namespace`, `model_endpoint` and `severity`. */
  readonly alertNames: string[];
}

/**
 * How a model is watched, and by what.
 */
export interface ModelMonitorProps extends MonitoringDefinition {
  /** The endpoint that is watched. */
  readonly endpoint: IModelEndpoint;

  /** The Prometheus that watches it. */
  readonly prometheus: PrometheusDefinition;
}

/**
 * Watches an endpoint with the cluster's own Prometheus: what is read, who may read it, when it rings, and a dashboard of Grafana. It needs the
 * Prometheus Operator, and metrics of containers and deployments (cAdvisor, kube-state-metrics), which come with kube-prometheus-stack.
 *
 * @example
 * declare const endpoint: kubernetes.ModelEndpoint;
 *
 * new kubernetes.ModelMonitor(chart, 'Monitor', {
 *   endpoint,
 *   prometheus: { labels: { release: 'kube-prometheus-stack' } },
 *   slo: { availability: 0.999 },
 * });
 */
export class ModelMonitor extends Construct implements IModelMonitor {
  public readonly alertNames: string[];

  constructor(scope: Construct, id: string, props: ModelMonitorProps) {
    super(scope, id);
    const { endpoint, prometheus, ...monitoring } = props;
    checkPart(this, [
      { struct: 'MonitoringDefinition', value: monitoring, path: [], key: 'models.*.monitoring' },
      { struct: 'PrometheusDefinition', value: prometheus, path: ['prometheus'] },
    ], problems => podMonitoringLimits(monitoring, endpoint.server, problems));
    const group = watchRules(endpoint, monitoring);
    this.alertNames = [...new Set(group.rules.flatMap(rule => 'alert' in rule ? [rule.alert] : []))];
    this.defineReading(endpoint, prometheus);
    new PrometheusRule(this, 'Rules', { metadata: { name: endpoint.name, labels: prometheus.labels }, groups: [group] });
    this.defineDashboard(endpoint, endpointDashboard(endpoint, monitoring), prometheus);
  }

  /** What is read, and the hole in the endpoint's wall for it; a server that tells nothing of use needs neither. */
  private defineReading({ name, podLabels, server }: IModelEndpoint, { labels, namespace = 'monitoring' }: PrometheusDefinition): void {
    const metrics = serverMetrics(server);
    if (metrics === undefined) return;
    const { path, port } = metrics;
    new PodMonitor(this, 'Reading', { metadata: { name, labels }, podLabels, port, path });
    new k8s.KubeNetworkPolicy(this, 'Network', {
      metadata: { name: `${name}-metrics` },
      spec: {
        podSelector: { matchLabels: podLabels },
        policyTypes: ['Ingress'],
        ingress: [{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } }], ports: [tcp(port)] }],
      },
    });
  }

  private defineDashboard({ name }: IModelEndpoint, json: string, { dashboard = 'sidecar' }: PrometheusDefinition): void {
    const metadata = { name: `${name}-dashboard` };
    if (dashboard === 'operator') new GrafanaDashboard(this, 'Dashboard', { metadata, json });
    if (dashboard !== 'sidecar') return;
    new k8s.KubeConfigMap(this, 'Dashboard', { metadata: { ...metadata, labels: { grafana_dashboard: '1' } }, data: { [`${name}.json`]: json } });
  }
}
