import { clusterSeries, Copies, SCRAPES, Series, Traffic } from './scrapes';
import { ModelServer } from '../../../lib/definition/kubernetes-endpoint-definition';
import { MonitoringDefinition } from '../../../lib/definition/monitoring-definition';

/** What happens to an endpoint, and which alerts then ring. */
export interface Scenario {
  readonly name: string;
  readonly monitoring: MonitoringDefinition;
  readonly series: readonly Series[];
  /** When one looks, in minutes. */
  readonly at: number;
  /** As `name severity`, those that ring and no other. */
  readonly rings: readonly string[];
}

const HEALTHY: Copies = { ready: 2, memory: 0.5, cores: 0.4, read: true };
const HOUR = 60;
const DAY = 24 * HOUR;
const FAILS = 'ModelEndpointFails critical';
const SLOW = 'ModelEndpointSlow warning';
const SILENT = 'ModelEndpointSilent warning';
const UNWATCHED = 'ModelEndpointUnwatched warning';
const DOWN = 'ModelEndpointDown critical';
const BURNS = 'ModelEndpointBurnsBudget critical';
const SMOULDERS = 'ModelEndpointBurnsBudget warning';

/** Everything that may happen to an endpoint of a server; without one that tells of requests, what may happen to its copies. */
export function scenarios(server: ModelServer | undefined): Scenario[] {
  const scrape = server === undefined ? undefined : SCRAPES[server];
  const hour = [{ minutes: HOUR, requests: 100 }];
  const copies = (name: string, changed: Partial<Copies>, ...rings: string[]): Scenario => ({
    name,
    monitoring: {},
    at: 50,
    rings,
    series: [...scrape?.(hour) ?? [], ...clusterSeries({ ...HEALTHY, ...changed }, HOUR)],
  });
  const blind = scrape === undefined;
  return [
    copies('all is well', {}),
    copies('no copy is ready', { ready: 0, read: false }, DOWN),
    // Without metrics of its server nothing is read of it.
    copies('Prometheus reads none of its copies', { read: false }, ...blind ? [] : [UNWATCHED]),
    copies('memory is full', { memory: 0.95 }, 'ModelEndpointMemory warning'),
    copies('cores are busy', { cores: 0.95 }, 'ModelEndpointProcessor warning'),
    { name: 'there is no series at all', monitoring: blind ? {} : { alarms: { noData: '30m' } }, series: [], at: 50, rings: blind ? [UNWATCHED] : [SILENT, UNWATCHED] },
    ...blind ? [] : requestScenarios(server!, scrape),
  ];
}

function requestScenarios(server: ModelServer, scrape: (phases: readonly Traffic[]) => Series[]): Scenario[] {
  const traffic = (name: string, monitoring: MonitoringDefinition, at: number, phases: readonly Traffic[], ...rings: string[]): Scenario => ({
    name,
    monitoring,
    at,
    rings,
    series: [...scrape(phases), ...clusterSeries(HEALTHY, phases.reduce((all, { minutes }) => all + minutes + 1, 0))],
  });
  const hour = (changed: Partial<Traffic>): Traffic[] => [{ minutes: HOUR, requests: 100, ...changed }];
  const slo = { slo: { availability: 0.999 } };
  // Promises are weighed alike on every server, and days take long.
  const days = server === 'mlserver' ? [
    traffic('a promise burns after days that were good', slo, 3 * DAY + 20, [...hour({ minutes: 3 * DAY }), ...hour({ minutes: 30, failed: 10 })], BURNS),
    traffic('a promise has burnt, and no longer does', slo, 3 * DAY + 100,
      [...hour({ minutes: 3 * DAY }), ...hour({ minutes: 30, failed: 10 }), ...hour({ minutes: 90 })]),
    traffic('a promise is kept', slo, 3 * DAY, [{ minutes: 4 * DAY, requests: 10_000, failed: 5 }]),
    traffic('a promise smoulders', slo, 3 * DAY + 4 * HOUR, [{ minutes: 4 * DAY, requests: 10_000, failed: 15 }], SMOULDERS),
  ] : [];
  const keepsPercentiles = server !== 'torchserve';
  return [
    traffic('a request of ten fails', {}, 30, hour({ failed: 10 }), FAILS),
    traffic('every request fails', {}, 30, hour({ failed: 100 }), FAILS),
    traffic('one of a hundred fails', {}, 30, hour({ failed: 1 })),
    traffic('one of a hundred fails, where fewer may', { alarms: { errorRate: 0.005 } }, 30, hour({ failed: 1 }), FAILS),
    traffic('a few of a few fail', {}, 30, hour({ requests: 4, failed: 2 })),
    traffic('a few of a few fail, where each is judged', { alarms: { minimumRequests: 0 } }, 30, hour({ requests: 4, failed: 2 }), FAILS),
    traffic('callers are wrong', {}, 30, hour({ refused: 50 })),
    traffic('failures have ended', {}, 50, [...hour({ minutes: 20, failed: 50 }), ...hour({ minutes: 40 })]),
    traffic('answers are slow', {}, 30, hour({ slow: true }), ...keepsPercentiles ? [SLOW] : []),
    ...keepsPercentiles ? [traffic('answers are slow, and may be', { alarms: { latencyP99: '9990ms' } }, 30, hour({ slow: true }))] : [],
    traffic('nobody asks', { alarms: { noData: '20m' } }, 50, [...hour({ minutes: 20 }), ...hour({ minutes: 40, requests: 0 })], SILENT),
    traffic('somebody asks now and then', { alarms: { noData: '20m' } }, 50, hour({ requests: 1 })),
    traffic('a promise burns fast', slo, 70, hour({ minutes: 80, failed: 2 }), BURNS, SMOULDERS),
    traffic('a promise burns fast, within twenty minutes', slo, 20, hour({ minutes: 30, requests: 1000, failed: 300 }), BURNS),
    traffic('a promise without a series of failures', slo, 70, hour({ minutes: 80 })),
    ...days,
    traffic('a promise, and a bound beside it', { ...slo, alarms: { errorRate: 0.01 } }, 70, hour({ minutes: 80, failed: 3 }), BURNS, SMOULDERS, FAILS),
  ];
}
