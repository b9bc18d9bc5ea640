import { burnRules, recordedShares } from './burn-rates';
import { EndpointSeries, WatchedEndpoint, WINDOW } from './endpoint-series';
import { alertRule, endpointLabels, WatchRule } from './watch-rule';
import { alarmBounds, percent } from '../../definition/alarm-defaults';
import { MonitoringDefinition } from '../../definition/monitoring-definition';
import { seconds } from '../../private/units';
import { RuleGroup } from '../crds/prometheus';

// As on AWS: one slow request is no incident.
const SUSTAINED = '3m';

/** The rules of an endpoint: what its server tells of requests, then what the cluster tells of its copies. */
export function watchRules(endpoint: WatchedEndpoint, monitoring: MonitoringDefinition): RuleGroup {
  const series = new EndpointSeries(endpoint);
  const { slo } = monitoring;
  const recorded = slo && series.metrics ? recordedShares(series, endpointLabels(endpoint)) : [];
  const rules = [...requestRules(endpoint, series, monitoring), ...copyRules(series, monitoring)];
  return { name: endpoint.name, rules: [...recorded, ...rules.map(rule => alertRule(endpoint, rule))] };
}

function requestRules(endpoint: WatchedEndpoint, series: EndpointSeries, { alarms = {}, slo }: MonitoringDefinition): WatchRule[] {
  if (series.metrics === undefined) return [];
  const { errorRate, latencyP99, minimumRequests } = alarmBounds(alarms);
  // A few requests in the quiet of the night say nothing.
  const judged = (bad: string) => [bad, ...minimumRequests > 0 ? [`${series.requests(WINDOW)} * 60 >= ${minimumRequests}`] : []].join(' and ');
  const latency = series.latency(WINDOW);
  return [
    ...slo === undefined || alarms.errorRate !== undefined ? [{
      alert: 'ModelEndpointFails',
      expr: judged(`${series.failureShare(WINDOW)} > ${errorRate}`),
      for: SUSTAINED,
      severity: 'critical',
      summary: `more than ${percent(errorRate)} of the requests fail`,
      value: 'humanizePercentage',
    } as const] : [],
    ...slo ? burnRules(series, slo, minimumRequests, endpointLabels(endpoint)) : [],
    ...latency ? [{
      alert: 'ModelEndpointSlow',
      expr: judged(`${latency} > ${seconds(latencyP99)}`),
      for: SUSTAINED,
      severity: 'warning',
      summary: `one request of a hundred takes longer than ${latencyP99}`,
      value: 'humanizeDuration',
    } as const] : [],
    ...alarms.noData !== undefined ? [{
      alert: 'ModelEndpointSilent',
      expr: `${series.requests(WINDOW)} == 0`,
      // The window is silent itself.
      for: `${seconds(alarms.noData) - seconds(WINDOW)}s`,
      severity: 'warning',
      summary: `no request for ${alarms.noData}`,
    } as const] : [],
  ];
}

function copyRules(series: EndpointSeries, { alarms }: MonitoringDefinition): WatchRule[] {
  const { saturation } = alarmBounds(alarms);
  const none = `max(${series.ready}) < 1`;
  // Where there is no copy, the first rule has said so.
  const unread = series.metrics ? [`absent(${series.read}) unless on () (${none})`] : [];
  const full = (alert: string, what: string, share: string): WatchRule => ({
    alert,
    expr: `${share} > ${saturation / 100}`,
    for: WINDOW,
    severity: 'warning',
    summary: `a copy uses more than ${saturation}% of its ${what}`,
    value: 'humanizePercentage',
  });
  return [
    { alert: 'ModelEndpointDown', expr: none, for: WINDOW, severity: 'critical', summary: 'no copy is ready' },
    {
      alert: 'ModelEndpointUnwatched',
      expr: [...unread, `max(absent(${series.ready}))`].join(' or '),
      for: '15m',
      severity: 'warning',
      summary: 'Prometheus cannot see it, so no other alert can ring',
    },
    full('ModelEndpointMemory', 'memory', series.memory),
    full('ModelEndpointProcessor', 'cores', series.processor(WINDOW)),
  ];
}
