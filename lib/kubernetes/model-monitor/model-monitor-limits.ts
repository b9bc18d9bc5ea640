import { WINDOW } from './endpoint-series';
import { PLACE_NAMES } from '../../definition/capabilities';
import { ModelServer } from '../../definition/kubernetes-endpoint-definition';
import { MonitoringDefinition } from '../../definition/monitoring-definition';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { seconds } from '../../private/units';
import { SERVER_METRICS, ServerMetrics } from '../model-endpoint/server-metrics';

const LONGEST_SILENCE = '7d';

/** Why nothing is known of the requests of a server; nothing when it tells of them. */
export function blindness(server: ModelServer | undefined): string | undefined {
  const told = server === undefined ? 'an image of your own has metrics of its own' : SERVER_METRICS[server];
  return typeof told === 'string' ? told : undefined;
}

/** An alert that was asked for and could never ring is worse than none. */
export function podMonitoringLimits({ alarms = {}, slo }: MonitoringDefinition, server: ModelServer | undefined, problems: Problems): void {
  const { latencyP99, noData } = alarms;
  const why = blindness(server);
  if (why !== undefined) {
    const asked = [['alarms', 'errorRate'], ['alarms', 'latencyP99'], ['alarms', 'noData'], ['alarms', 'minimumRequests'], ['slo']] as const;
    for (const [part, key] of asked) {
      const given = part === 'slo' ? slo : alarms[key!];
      const path = key === undefined ? [part] : [part, key];
      if (given !== undefined) problems.at(...path).add(`cannot be seen on ${PLACE_NAMES.kubernetes}: ${why}; remove it`);
    }
    return;
  }
  if (isKnown(latencyP99)) latencyLimits(latencyP99, SERVER_METRICS[server!] as ServerMetrics, server!, problems.at('alarms', 'latencyP99'));
  if (isKnown(noData) && !(seconds(noData) >= seconds(WINDOW) && seconds(noData) <= seconds(LONGEST_SILENCE))) {
    problems.at('alarms', 'noData').add(`must be from ${WINDOW} to ${LONGEST_SILENCE} on ${PLACE_NAMES.kubernetes}, got ${JSON.stringify(noData)}`);
  }
}

function latencyLimits(bound: string, { latency }: ServerMetrics, server: ModelServer, problems: Problems): void {
  if (latency === undefined) {
    problems.add(`cannot be seen on ${PLACE_NAMES.kubernetes}: ${server} keeps sums of times, from which no percentile can be had; remove it`);
  } else if (!(seconds(bound) > 0)) {
    problems.add(`must be above 0, got ${JSON.stringify(bound)}`);
  } else if ('longest' in latency && seconds(bound) >= latency.longest) {
    problems.add(`must be below ${latency.longest}s on ${server}, which does not tell longer times apart, got ${JSON.stringify(bound)}`);
  }
}
