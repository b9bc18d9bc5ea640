import { skippedTimes } from './clock-change';
import { CronSchedule, parseCron, runningDays } from '../../../definition/schedule';
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
const NAMED: Record<string, string> = {
  hourly: 'cron(20 * * * ? *)',
  daily: 'cron(20 0 * * ? *)',
  weekly: 'cron(20 0 ? * MON *)',
  monthly: 'cron(20 0 1 * ? *)',
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

/**
 * The first time of a day at which a check would be left out when clocks go forward, and records with it. Where the next check
 * comes soon enough, it looks at those too.
 */
export function skippedRun(text: ScheduleText, timeZone: TimeZoneText): string | undefined {
  const schedule = scheduleInUtc(text);
  const parsed = schedule && parseCron(schedule.expression);
  if (schedule === undefined || parsed === undefined || typeof parsed === 'string' || schedule.longestGap <= 2 * CLOCK_CHANGE) return undefined;
  const skipped = skippedTimes(timeZone);
  const time = minutesOfDay(parsed).find(minute => skipped.some(({ from, until }) => from <= minute && minute < until));
  return time === undefined ? undefined : new Date(time * 60_000).toISOString().slice(11, 16);
}

function scheduleInUtc(text: ScheduleText): MonitorSchedule | undefined {
  const [, amount, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(text) ?? [];
  if (unit) return rate(withUnit(text), seconds(`${amount}${unit.charAt(0)}`));
  return cron(NAMED[text] ?? text);
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
  const days = [...runningDays({ ...parsed, years: [FIRST_YEAR, FIRST_YEAR + 1] }, FIRST_YEAR, YEARS)];
  const runs = days.flatMap(date => minutesOfDay(parsed).map(minute => date.getTime() / 1000 + minute * 60));
  const gaps = runs.slice(1).map((run, index) => run - runs[index]!);
  if (gaps.length === 0) return undefined;
  const [shortestGap, longestGap] = gaps.reduce(([low, high], gap) => [Math.min(low!, gap), Math.max(high!, gap)], [Infinity, 0]);
  return { expression, shortestGap: shortestGap!, longestGap: longestGap! };
}

function minutesOfDay({ hours, minutes }: CronSchedule): number[] {
  return hours.flatMap(hour => minutes.map(minute => hour * 60 + minute));
}
