import { AlarmsDefinition } from './monitoring-definition';

/** What bounds an endpoint, and how many requests there must be before it is judged; silence is judged only when somebody asks for it. */
export type AlarmBounds = Required<Omit<AlarmsDefinition, 'noData'>>;

/** What an endpoint is held to where nothing was said: the same on every platform. */
const DEFAULTS: AlarmBounds = { errorRate: 0.05, latencyP99: '5s', overheadP99: '1s', saturation: 90, minimumRequests: 10 };

/** The bounds that were given, and the defaults of the others. */
export function alarmBounds(given: AlarmsDefinition = {}): AlarmBounds {
  return {
    errorRate: given.errorRate ?? DEFAULTS.errorRate,
    latencyP99: given.latencyP99 ?? DEFAULTS.latencyP99,
    overheadP99: given.overheadP99 ?? DEFAULTS.overheadP99,
    saturation: given.saturation ?? DEFAULTS.saturation,
    minimumRequests: given.minimumRequests ?? DEFAULTS.minimumRequests,
  };
}

/** `0.05` -> `5%`, without the noise of a fraction that a computer cannot hold. */
export function percent(share: number): string {
  return `${Number((share * 100).toFixed(4))}%`;
}
