import { EndpointSeries, WINDOW } from './endpoint-series';
import { WatchRule } from './watch-rule';
import { percent } from '../../definition/alarm-defaults';
import { SloDefinition } from '../../definition/monitoring-definition';
import { seconds } from '../../private/units';
import { RecordingRule } from '../crds/prometheus';

/** How fast a budget of 30 days may be used up, seen over two windows: the long one says that it matters, the short one that it goes on. */
interface BurnRate {
  readonly long: string;
  readonly short: string;
  /** How many times faster than would use up the budget in 30 days. */
  readonly factor: number;
  readonly for: string;
  readonly severity: WatchRule['severity'];
  readonly used: string;
}

// Google's Site Reliability Workbook, chapter 5: 2% of the budget within an hour, 5% within six, 10% within one day and within three.
const BURN_RATES: readonly BurnRate[] = [
  { long: '1h', short: '5m', factor: 14.4, for: '2m', severity: 'critical', used: '2% of what may fail in 30 days has failed within an hour' },
  { long: '6h', short: '30m', factor: 6, for: '15m', severity: 'critical', used: '5% of what may fail in 30 days has failed within six hours' },
  { long: '1d', short: '2h', factor: 3, for: '1h', severity: 'warning', used: '10% of what may fail in 30 days has failed within a day' },
  { long: '3d', short: '6h', factor: 1, for: '3h', severity: 'warning', used: '10% of what may fail in 30 days has failed within three days' },
];

/** The share of failures over each window, computed once. */
export function recordedShares(series: EndpointSeries, labels: Readonly<Record<string, string>>): RecordingRule[] {
  const windows = [...new Set(BURN_RATES.flatMap(({ long, short }) => [short, long]))].sort((one, other) => seconds(one) - seconds(other));
  return windows.map(window => ({ record: recordOf(window), expr: series.failureShare(window), labels }));
}

/** Rings by how fast what an endpoint promises is used up. */
export function burnRules(
  series: EndpointSeries, { availability }: SloDefinition, minimum: number, labels: Readonly<Record<string, string>>,
): WatchRule[] {
  // 1 - 0.999 is not 0.001 to a computer.
  const budget = Number((1 - availability).toFixed(9));
  const where = Object.entries(labels).map(([name, value]) => `${name}="${value}"`).join(',');
  return BURN_RATES.map(({ factor, for: lasts, long, severity, short, used }) => {
    const above = (window: string) => `${recordOf(window)}{${where}} > ${factor} * ${budget}`;
    // As many requests as the alarm on failures must see in its window.
    const enough = minimum * seconds(WINDOW) / 60;
    return {
      alert: 'ModelEndpointBurnsBudget',
      // What is computed here has no label, what is recorded has two.
      expr: `${above(long)} and ${above(short)}` + (enough > 0 ? ` and on () ${series.requests(long)} * ${seconds(long)} >= ${enough}` : ''),
      for: lasts,
      severity,
      labels: { window: long },
      summary: `${used}, and failures go on: ${percent(availability)} are promised`,
      value: 'humanizePercentage',
    };
  });
}

function recordOf(window: string): string {
  return `model_endpoint:failures:ratio_rate${window}`;
}
