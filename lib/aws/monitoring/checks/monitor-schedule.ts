import { parseCron, runningDays } from '../../../definition/schedule';
import { ScheduleText, TimeZoneText } from '../../../definition/values';
import { seconds } from '../../../private/units';
import { withUnit } from '../../foundation/schedule';

/** When a check runs, and how much time lies between its runs. */
export interface MonitorSchedule {
  /** For Amazon EventBridge Scheduler. */
  readonly expression: string;
  readonly timeZone?: TimeZoneText;
  /** The least time between two runs, in seconds: the bound of a job's runtime. */
  readonly shortestGap: number;
  /** The most time between two runs, in seconds: the window of each run, so that no record is ever left out. */
  readonly longestGap: number;
}

// Twenty minutes past the hour: Amazon S3 then holds all records of the hour before.
const NAMED: Record<string, { readonly expression: string; readonly gap: string; readonly longest?: string }> = {
  hourly: { expression: 'cron(20 * * * ? *)', gap: '1h' },
  daily: { expression: 'cron(20 0 * * ? *)', gap: '1d' },
  weekly: { expression: 'cron(20 0 ? * MON *)', gap: '7d' },
  monthly: { expression: 'cron(20 0 1 * ? *)', gap: '28d', longest: '31d' },
};

/** Clocks are changed by an hour at most, wherever they still are. */
const CLOCK_CHANGE = seconds('1h');

/** Reads the text of a schedule; undefined when it cannot be read. */
export function monitorSchedule(text: ScheduleText, timeZone?: TimeZoneText): MonitorSchedule | undefined {
  const schedule = scheduleInUtc(text);
  if (schedule === undefined || timeZone === undefined || timeZone === 'UTC') return schedule;
  const { expression, shortestGap, longestGap } = schedule;
  return { expression, timeZone, shortestGap: Math.max(shortestGap - CLOCK_CHANGE, CLOCK_CHANGE), longestGap: longestGap + CLOCK_CHANGE };
}

function scheduleInUtc(text: ScheduleText): MonitorSchedule | undefined {
  const named = NAMED[text];
  if (named) return { expression: named.expression, shortestGap: seconds(named.gap), longestGap: seconds(named.longest ?? named.gap) };
  const [, amount, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(text) ?? [];
  if (unit) return rate(withUnit(text), seconds(`${amount}${unit.charAt(0)}`));
  return cron(text);
}

function rate(expression: string, gap: number): MonitorSchedule | undefined {
  return gap > 0 ? { expression, shortestGap: gap, longestGap: gap } : undefined;
}

// Years of every kind: 2027 begins on a Friday, 2028 is a leap year.
const FIRST_YEAR = 2027;
const YEARS = 2;

/** Looks at the runs of two years, which hold every gap that occurs. The year field is not looked at. */
function cron(expression: string): MonitorSchedule | undefined {
  const parsed = parseCron(expression);
  if (parsed === undefined || typeof parsed === 'string') return undefined;
  const times = parsed.hours.flatMap(hour => parsed.minutes.map(minute => hour * 3600 + minute * 60));
  const days = [...runningDays({ ...parsed, years: [FIRST_YEAR, FIRST_YEAR + 1] }, FIRST_YEAR, YEARS)];
  const runs = days.flatMap(date => times.map(time => date.getTime() / 1000 + time));
  const gaps = runs.slice(1).map((run, index) => run - runs[index]!);
  if (gaps.length === 0) return undefined;
  const [shortestGap, longestGap] = gaps.reduce(([low, high], gap) => [Math.min(low!, gap), Math.max(high!, gap)], [Infinity, 0]);
  return { expression, shortestGap: shortestGap!, longestGap: longestGap! };
}
