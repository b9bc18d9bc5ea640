import { MonitorSchedule, monitorSchedule } from './monitor-schedule';
import { MonitoringDefinition, MonitorOptions } from '../../../definition/monitoring-definition';
import { isKnown } from '../../../private/tokens';
import { seconds } from '../../../private/units';
import { DEFAULTS } from '../monitor-contract';

/** The checks, by their key in the definition: their name in metrics and paths, and their construct id. */
export const CHECKS = {
  dataDrift: { name: 'data-drift', id: 'DataDrift', title: 'data drift' },
  dataQuality: { name: 'data-quality', id: 'DataQuality', title: 'data quality' },
  quality: { name: 'quality', id: 'Quality', title: 'model quality' },
  fairness: { name: 'fairness', id: 'Fairness', title: 'fairness' },
  attributionDrift: { name: 'attribution-drift', id: 'AttributionDrift', title: 'attribution drift' },
} as const;

export type CheckKey = keyof typeof CHECKS;

/** One check of the data, with every default resolved. */
export interface Check {
  readonly key: CheckKey;
  readonly name: string;
  readonly id: string;
  readonly title: string;
  readonly schedule: MonitorSchedule;
  readonly baseline?: string;
  readonly labels?: string;
  /** How old records are when they are looked at, in seconds. */
  readonly delay: number;
  /** What counts as a violation; everything that the program has to know besides places. */
  readonly bounds: object;
}

/** The checks of a definition that has passed the rules. */
export function checksOf(monitoring: MonitoringDefinition): Check[] {
  const { dataDrift, dataQuality, quality, fairness, attributionDrift } = monitoring;
  return [
    dataDrift && check('dataDrift', dataDrift, { bounds: { threshold: { ...DEFAULTS.threshold, ...dataDrift.threshold }, features: dataDrift.features } }),
    dataQuality && check('dataQuality', dataQuality, {
      bounds: { missing: dataQuality.missing ?? DEFAULTS.missing, outOfRange: dataQuality.outOfRange ?? DEFAULTS.outOfRange },
    }),
    quality && check('quality', quality, {
      labels: quality.labels,
      delay: seconds(isKnown(quality.labelDelay) ? quality.labelDelay : '1d'),
      bounds: { problem: quality.problem ?? DEFAULTS.problem, metrics: quality.metrics, positive: quality.positive },
    }),
    fairness && check('fairness', fairness, {
      labels: fairness.labels,
      // Labels of fairness arrive as late as those of quality.
      delay: fairness.labels ? seconds(quality?.labelDelay ?? '1d') : 0,
      bounds: { segments: fairness.segments, metrics: fairness.metrics, positive: fairness.positive },
    }),
    attributionDrift && check('attributionDrift', attributionDrift, {
      bounds: { threshold: { ...DEFAULTS.threshold, ...attributionDrift.threshold }, features: attributionDrift.features },
    }),
  ].filter(found => found !== undefined);
}

/** Whether anything but the endpoint's alarms is asked for. */
export function checkKeys(monitoring: MonitoringDefinition): CheckKey[] {
  return (Object.keys(CHECKS) as CheckKey[]).filter(key => monitoring[key] !== undefined);
}

function check(key: CheckKey, options: MonitorOptions, own: { bounds: object; labels?: string; delay?: number }): Check {
  const { baseline, label, schedule = 'daily' } = options;
  return { key, ...CHECKS[key], schedule: monitorSchedule(schedule)!, baseline, delay: 0, ...own, bounds: { ...own.bounds, label } };
}
