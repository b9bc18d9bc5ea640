import { EndpointSeries, WatchedEndpoint, WINDOW } from './endpoint-series';
import { alarmBounds } from '../../definition/alarm-defaults';
import { MonitoringDefinition } from '../../definition/monitoring-definition';
import { physicalName } from '../../private/names';
import { seconds } from '../../private/units';

interface Graph {
  readonly title: string;
  /** As Grafana calls it. */
  readonly unit: 'none' | 'percentunit' | 'reqps' | 's';
  readonly lines: readonly (readonly [label: string, expression: string])[];
  /** What it is held to, as a line. */
  readonly bound?: number;
}

const WIDTH = 8;
const HEIGHT = 8;
const PER_ROW = 3;
/** The longest id of a dashboard. */
const ID_LETTERS = 40;

/** One page for one endpoint, as Grafana imports it: its traffic, then its copies. */
export function endpointDashboard(endpoint: WatchedEndpoint, monitoring: MonitoringDefinition): string {
  const source = { type: 'prometheus', uid: '${datasource}' };
  const panels = graphs(new EndpointSeries(endpoint), monitoring).map(({ bound, lines, title, unit }, index) => ({
    id: index + 1,
    type: 'timeseries',
    title,
    datasource: source,
    gridPos: { x: index % PER_ROW * WIDTH, y: Math.floor(index / PER_ROW) * HEIGHT, w: WIDTH, h: HEIGHT },
    fieldConfig: {
      defaults: {
        unit,
        min: 0,
        ...bound !== undefined && {
          custom: { thresholdsStyle: { mode: 'line' } },
          thresholds: { mode: 'absolute', steps: [{ color: 'green', value: null }, { color: 'red', value: bound }] },
        },
      },
      overrides: [],
    },
    targets: lines.map(([legendFormat, expr], line) => ({ refId: String.fromCharCode(65 + line), datasource: source, expr, legendFormat })),
  }));
  return JSON.stringify({
    uid: physicalName([endpoint.namespace, endpoint.name], ID_LETTERS),
    title: `${endpoint.name} in ${endpoint.namespace}`,
    tags: ['mlops', endpoint.namespace],
    schemaVersion: 39,
    time: { from: 'now-6h', to: 'now' },
    refresh: '1m',
    templating: { list: [{ name: 'datasource', type: 'datasource', query: 'prometheus', label: 'Prometheus' }] },
    panels,
  });
}

function graphs(series: EndpointSeries, { alarms, slo }: MonitoringDefinition): Graph[] {
  const { errorRate, latencyP99, saturation } = alarmBounds(alarms);
  const latency = series.latency(WINDOW);
  return [
    ...series.metrics ? [
      { title: 'Requests', unit: 'reqps', lines: [['requests', series.requests(WINDOW)], ['failures', series.failures(WINDOW)]] } as const,
      {
        title: 'Failures',
        unit: 'percentunit',
        lines: [['share', series.failureShare(WINDOW)]],
        bound: slo && alarms?.errorRate === undefined ? Number((1 - slo.availability).toFixed(9)) : errorRate,
      } as const,
    ] : [],
    ...latency ? [{ title: 'Latency, p99', unit: 's', lines: [['p99', latency]], bound: seconds(latencyP99) } as const] : [],
    { title: 'Copies', unit: 'none', lines: [['ready', `max(${series.ready})`]] },
    { title: 'Memory, fullest copy', unit: 'percentunit', lines: [['share', series.memory]], bound: saturation / 100 },
    { title: 'Cores, busiest copy', unit: 'percentunit', lines: [['share', series.processor(WINDOW)]], bound: saturation / 100 },
  ];
}
