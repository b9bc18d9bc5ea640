import { App, Chart } from 'cdk8s';
import { alarmBounds } from '../../../lib/definition/alarm-defaults';
import { ModelServer } from '../../../lib/definition/kubernetes-endpoint-definition';
import { ModelEndpoint, ModelEndpointProps, ModelMonitor, ModelMonitorProps } from '../../../lib/kubernetes';
import { MODEL_SERVERS } from '../../../lib/kubernetes/model-endpoint/model-servers';
import { serverMetrics } from '../../../lib/kubernetes/model-endpoint/server-metrics';
import { podPattern } from '../../../lib/kubernetes/model-monitor/endpoint-series';
import { Manifest, manifestsOf, only, podSpecs } from '../manifests';
import { clusterSeries, SCRAPES } from '../prometheus/scrapes';

type Watching = Omit<ModelMonitorProps, 'endpoint' | 'prometheus'> & Partial<Pick<ModelMonitorProps, 'prometheus'>>;

interface Rule {
  readonly alert?: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

interface Dashboard {
  readonly uid: string;
  readonly panels: readonly { readonly title: string; readonly targets: readonly { readonly expr: string }[] }[];
}

const SERVERS = Object.keys(MODEL_SERVERS) as ModelServer[];
const OWN: ModelEndpointProps = { model: { image: 'registry.example.com/churn:7' } };
const LABELS = { release: 'kube-prometheus-stack' };

function servedBy(server: ModelServer): ModelEndpointProps {
  return {
    model: { artifact: 's3://acme/churn/7/', framework: MODEL_SERVERS[server].frameworks[0]! },
    compute: { containers: { gpus: 1 } },
    kubernetes: { server },
  };
}

function monitored(watching: Watching = {}, endpoint: ModelEndpointProps = servedBy('mlserver')): { made: ModelMonitor; manifests: Manifest[] } {
  const chart = new Chart(new App(), 'shop', { namespace: 'shop' });
  const made = new ModelMonitor(chart, 'monitor', {
    prometheus: { labels: LABELS }, ...watching, endpoint: new ModelEndpoint(chart, 'churn', endpoint),
  });
  return { made, manifests: manifestsOf(chart) };
}

const manifests = (watching?: Watching, endpoint?: ModelEndpointProps) => monitored(watching, endpoint).manifests;
const specOf = <T>(all: readonly Manifest[], kind: string) => only(all, kind).spec as unknown as T;
const rulesOf = (all: readonly Manifest[]) => specOf<{ readonly groups: readonly { readonly rules: readonly Rule[] }[] }>(all, 'PrometheusRule').groups.flatMap(({ rules }) => rules);
const alertsOf = (watching?: Watching, endpoint?: ModelEndpointProps) =>
  rulesOf(manifests(watching, endpoint)).filter(({ alert }) => alert !== undefined);
const namesOf = (rules: readonly Rule[]) => [...new Set(rules.map(({ alert }) => alert))];
const dashboardOf = (endpoint?: ModelEndpointProps) =>
  JSON.parse(specOf<{ readonly json: string }>(manifests({ prometheus: { labels: {}, dashboard: 'operator' } }, endpoint), 'GrafanaDashboard').json) as Dashboard;
const messageOf = (make: () => unknown): string => {
  try {
    make();
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

describe('what Prometheus reads', () => {
  test.each(SERVERS.filter(server => serverMetrics(server) !== undefined))('is a port that the pods of %s declare, where it lets Prometheus in', server => {
    const all = manifests({}, servedBy(server));
    const [endpoint] = specOf<{ readonly podMetricsEndpoints: readonly { readonly portNumber: number }[] }>(all, 'PodMonitor').podMetricsEndpoints;
    const containers = podSpecs(all).flatMap(pod => pod.containers ?? []);
    const ports = containers.flatMap(({ ports: declared = [] }) => declared as { readonly containerPort: number }[]);
    expect(ports.map(({ containerPort }) => containerPort)).toContain(endpoint!.portNumber);
    const policy = all.find(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name === 'churn-metrics')!;
    expect(policy.spec.ingress).toEqual([{
      from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }],
      ports: [{ protocol: 'TCP', port: endpoint!.portNumber }],
    }]);
  });

  test('is that of the pods of the endpoint, on both ways to serve', () => {
    const selectorOf = (endpoint: ModelEndpointProps) => specOf<{ readonly selector: object }>(manifests({}, endpoint), 'PodMonitor').selector;
    expect(selectorOf(servedBy('mlserver'))).toEqual({ matchLabels: { app: 'isvc.churn-predictor' } });
    expect(selectorOf({ ...servedBy('mlserver'), serving: 'container' })).toEqual({ matchLabels: { 'app.kubernetes.io/name': 'churn' } });
  });

  test('carries the labels by which Prometheus finds it, in the namespace of the endpoint', () => {
    const all = manifests({ prometheus: { labels: LABELS, namespace: 'observability' } });
    for (const kind of ['PodMonitor', 'PrometheusRule']) expect(only(all, kind).metadata).toMatchObject({ name: 'churn', namespace: 'shop', labels: LABELS });
    expect(JSON.stringify(all)).toContain('"kubernetes.io/metadata.name":"observability"');
  });

  test('is nothing of an image of your own, whose copies are watched all the same', () => {
    const all = manifests({}, OWN);
    expect(all.map(({ kind }) => kind)).not.toContain('PodMonitor');
    expect(namesOf(rulesOf(all))).toEqual(['ModelEndpointDown', 'ModelEndpointUnwatched', 'ModelEndpointMemory', 'ModelEndpointProcessor']);
  });
});

describe('the alerts', () => {
  test('are on failures, latency, copies, memory and cores, without a word', () => {
    const { made } = monitored();
    expect(made.alertNames).toEqual([
      'ModelEndpointFails', 'ModelEndpointSlow', 'ModelEndpointDown', 'ModelEndpointUnwatched', 'ModelEndpointMemory', 'ModelEndpointProcessor',
    ]);
  });

  test('hold the endpoint to what it is held to on AWS', () => {
    const { errorRate, minimumRequests } = alarmBounds();
    const [fails, slow] = alertsOf();
    expect(fails!.expr).toContain(`> ${errorRate} and`);
    expect(fails!.expr).toMatch(new RegExp(`>= ${minimumRequests}$`));
    expect(slow!.expr).toContain('> 5 and');
  });

  test('say whom they are for, what has happened, and where it is written what to do', () => {
    for (const { annotations, labels } of alertsOf({ slo: { availability: 0.99 }, alarms: { noData: '1d' } })) {
      expect(labels).toMatchObject({ namespace: 'shop', model_endpoint: 'churn', severity: expect.stringMatching(/^(critical|warning)$/) });
      expect(annotations.summary).toMatch(/^Endpoint churn in shop: ./);
      expect(annotations.runbook_url).toMatch(/docs\/operations\.md#alerts-in-a-cluster$/);
    }
  });

  test('ring by how fast a promise is used up, instead of at one share', () => {
    const burning = alertsOf({ slo: { availability: 0.999 } }).filter(({ alert }) => alert === 'ModelEndpointBurnsBudget');
    expect(burning.map(({ labels }) => [labels.window, labels.severity])).toEqual([['1h', 'critical'], ['6h', 'critical'], ['1d', 'warning'], ['3d', 'warning']]);
    expect(burning[0]!.expr).toContain('> 14.4 * 0.001 and');
    expect(namesOf(alertsOf({ slo: { availability: 0.999 } }))).not.toContain('ModelEndpointFails');
    expect(namesOf(alertsOf({ slo: { availability: 0.999 }, alarms: { errorRate: 0.2 } }))).toContain('ModelEndpointFails');
  });

  test('can each be reached, however loose the promise is that may be given', () => {
    const factors = alertsOf({ slo: { availability: 0.95 } }).flatMap(({ expr }) => [...expr.matchAll(/> ([\d.]+) \* ([\d.]+)/g)]);
    expect(factors.length).toBe(8);
    for (const [, factor, budget] of factors) expect(Number(factor) * Number(budget)).toBeLessThan(1);
  });

  test('ring when nobody asks for so long as was said, the window that is looked at included', () => {
    expect(alertsOf({ alarms: { noData: '1h' } }).find(({ alert }) => alert === 'ModelEndpointSilent')!.for).toBe('3300s');
  });

  test('of TorchServe have none on latency, as no percentile can be had of its sums', () => {
    expect(namesOf(alertsOf({}, servedBy('torchserve')))).not.toContain('ModelEndpointSlow');
  });
});

describe('the names of pods', () => {
  const matches = (deployment: string, pod: string) => new RegExp(`^(?:${podPattern(deployment)})$`).test(pod);

  test('are those of the deployment and of no other whose name begins alike', () => {
    expect(matches('churn', 'churn-7d9f8c5b6d-x2x4v')).toBe(true);
    expect(matches('churn', 'churn-two-7d9f8c5b6d-x2x4v')).toBe(false);
    expect(matches('churn-predictor', 'churn-predictor-5f4d-x2x4v')).toBe(true);
  });

  test('are those that Kubernetes has cut', () => {
    const deployment = 'a'.repeat(50);
    expect(matches(deployment, `${`${deployment}-7d9f8c5b6d-`.slice(0, 58)}x2x4v`)).toBe(true);
    expect(matches('b'.repeat(62), `${'b'.repeat(58)}x2x4v`)).toBe(true);
  });
});

describe('the dashboard', () => {
  test('is a config map that the sidecar finds, unless the operator or nobody brings it', () => {
    const kinds = (dashboard?: 'none' | 'operator' | 'sidecar') => manifests({ prometheus: { labels: {}, dashboard } }).map(({ kind }) => kind);
    expect(only(manifests(), 'ConfigMap').metadata.labels).toMatchObject({ grafana_dashboard: '1' });
    expect(kinds('operator')).toEqual(expect.arrayContaining(['GrafanaDashboard']));
    expect(kinds('operator')).not.toContain('ConfigMap');
    expect(kinds('none')).not.toEqual(expect.arrayContaining(['ConfigMap']));
  });

  test('has an id of its own that Grafana takes, however long the names are', () => {
    const name = 'a-name-that-is-rather-long-for-an-endpoint';
    const { uid } = dashboardOf({ ...servedBy('mlserver'), serving: 'container', name });
    expect(uid.length).toBeLessThanOrEqual(40);
    expect(uid).not.toBe(dashboardOf({ ...servedBy('mlserver'), serving: 'container', name: `${name}-2` }).uid);
  });

  test.each([...SERVERS, undefined])('and the alerts query only metrics that are there: %s', server => {
    const endpoint = server ? servedBy(server) : OWN;
    const phases = [{ minutes: 1, requests: 100, failed: 10, refused: 10 }];
    const shown = [...server ? SCRAPES[server]?.(phases) ?? [] : [], ...clusterSeries({ ready: 1, memory: 0.5, cores: 0.5, read: true }, 1)];
    const names = new Set(shown.map(({ series }) => /^[\w:]+/.exec(series)![0]));
    const queries = [...dashboardOf(endpoint).panels.flatMap(({ targets }) => targets), ...rulesOf(manifests({}, endpoint))].map(({ expr }) => expr);
    const queried = new Set(queries.flatMap(query => [...query.matchAll(/([\w:]+)\{/g)].map(([, name]) => name!)));
    expect([...queried].filter(name => !names.has(name))).toEqual([]);
    expect(queried.size).toBeGreaterThan(3);
  });
});

describe('fails at', () => {
  test.each<[string, Watching, ModelEndpointProps | undefined, string]>([
    ['a bound on failures of an image of your own', { alarms: { errorRate: 0.1 } }, OWN, 'alarms.errorRate: cannot be seen on Kubernetes: an image of your own has metrics of its own; remove it'],
    ['a promise of TensorFlow Serving', { slo: { availability: 0.99 } }, servedBy('tensorflow-serving'), 'slo: cannot be seen on Kubernetes: TensorFlow Serving counts probes'],
    ['a bound on latency of TorchServe', { alarms: { latencyP99: '1s' } }, servedBy('torchserve'), 'alarms.latencyP99: cannot be seen on Kubernetes: torchserve keeps sums of times'],
    ['a bound on latency that MLServer cannot tell', { alarms: { latencyP99: '10s' } }, undefined, 'alarms.latencyP99: must be below 10s on mlserver'],
    ['a bound on latency of nothing', { alarms: { latencyP99: '0s' } }, undefined, 'alarms.latencyP99: must be above 0, got "0s"'],
    ['a silence shorter than what is looked at', { alarms: { noData: '1m' } }, undefined, 'alarms.noData: must be from 5m to 7d on Kubernetes, got "1m"'],
    ['a promise that no endpoint needs', { slo: { availability: 0.5 } }, undefined, 'slo.availability: must be from 0.95'],
    ['time in the service', { alarms: { overheadP99: '1s' } }, undefined, 'alarms.overheadP99: an alarm on what the service adds is not there on Kubernetes'],
    ['checks of the data', { dataDrift: {} as object }, undefined, 'dataDrift: drift of the inputs is not there on Kubernetes'],
    ['labels that nobody has thought of', { prometheus: {} as never }, undefined, 'prometheus.labels: is missing'],
  ])('%s', (_, watching, endpoint, message) => {
    expect(messageOf(() => monitored(watching, endpoint))).toContain(message);
  });
});
