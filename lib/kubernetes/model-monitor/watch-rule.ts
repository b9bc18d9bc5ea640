import { WatchedEndpoint } from './endpoint-series';
import { AlertRule } from '../crds/prometheus';

/** What is wrong with an endpoint, before it is an alert of Prometheus. */
export interface WatchRule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  /** `critical` wakes somebody up, `warning` waits for the morning. */
  readonly severity: 'critical' | 'warning';
  readonly labels?: Readonly<Record<string, string>>;
  readonly summary: string;
  /** How the value is shown; nothing when it says nothing. */
  readonly value?: 'humanizeDuration' | 'humanizePercentage';
}

const RUNBOOK = 'https://github.com/mlops-constructs/mlops-constructs/blob/main/docs/operations.md#alerts-in-a-cluster';

/** What every series and alert of an endpoint is labelled with. */
export function endpointLabels({ name, namespace }: WatchedEndpoint): Readonly<Record<string, string>> {
  return { namespace, model_endpoint: name };
}

/** The alert as it is sent: to whom is decided by its labels, what to do stands in the runbook. */
export function alertRule(endpoint: WatchedEndpoint, { labels, severity, summary, value, ...rule }: WatchRule): AlertRule {
  return {
    ...rule,
    labels: { severity, ...endpointLabels(endpoint), ...labels },
    annotations: {
      summary: `Endpoint ${endpoint.name} in ${endpoint.namespace}: ${summary}`,
      ...value !== undefined && { description: `It is {{ $value | ${value} }} now.` },
      runbook_url: RUNBOOK,
    },
  };
}
