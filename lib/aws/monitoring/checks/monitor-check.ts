import { CheckKey, checkKeys, CheckKind, CHECKS } from './check-kinds';
import { MonitorSchedule, monitorSchedule } from './monitor-schedule';
import { MonitoringDefinition, MonitorOptions } from '../../../definition/monitoring-definition';
import { isKnown } from '../../../private/tokens';
import { seconds } from '../../../private/units';

/** One check of the data, with every default resolved. */
export interface Check extends Pick<CheckKind, 'name' | 'id' | 'title'> {
  readonly key: CheckKey;
  readonly schedule: MonitorSchedule;
  readonly baseline?: string;
  readonly labels?: string;
  /** How old records are when they are looked at, in seconds. */
  readonly delay: number;
  /** What counts as a violation; everything that the program has to know besides places. */
  readonly bounds: object;
  /** The numbers among the bounds. */
  readonly limits: number[];
}

/** The checks of a definition that has passed the rules. */
export function checksOf(monitoring: MonitoringDefinition): Check[] {
  return checkKeys(monitoring).map(key => {
    const options: MonitorOptions & { readonly labels?: string } = monitoring[key]!;
    const { baseline, label, labels, schedule = 'daily', timeZone } = options;
    const { name, id, title, bounds, limits } = CHECKS[key] as CheckKind<object>;
    return {
      key,
      name,
      id,
      title,
      schedule: monitorSchedule(schedule, timeZone)!,
      baseline,
      labels,
      delay: labels === undefined ? 0 : labelDelay(monitoring),
      bounds: { ...bounds(options), label },
      limits: limits(options),
    };
  });
}

/** Labels of fairness arrive as late as those of quality. */
function labelDelay({ quality }: MonitoringDefinition): number {
  return seconds(isKnown(quality?.labelDelay) ? quality.labelDelay : '1d');
}
