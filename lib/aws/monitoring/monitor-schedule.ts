import { ScheduleText } from '../../definition/values';
import { seconds } from '../../private/units';

/** When a check runs, and how much time lies between its runs. */
export interface MonitorSchedule {
  /** For Amazon EventBridge Scheduler, in UTC. */
  readonly expression: string;
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

/** Reads the text of a schedule; undefined when it cannot be read. */
export function monitorSchedule(text: ScheduleText): MonitorSchedule | undefined {
  const named = NAMED[text];
  if (named) return { expression: named.expression, shortestGap: seconds(named.gap), longestGap: seconds(named.longest ?? named.gap) };
  const [, amount, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(text) ?? [];
  if (unit) return rate(text, seconds(`${amount}${unit.charAt(0)}`));
  const [, fields] = /^cron\((.+)\)$/.exec(text) ?? [];
  return fields ? cron(text, fields) : undefined;
}

function rate(expression: string, gap: number): MonitorSchedule | undefined {
  return gap > 0 ? { expression, shortestGap: gap, longestGap: gap } : undefined;
}

const DAY = 86_400;
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
// Years of every kind: 2027 begins on a Friday, 2028 is a leap year.
const FIRST_DAY = Date.UTC(2027, 0, 1);
const DAYS = 730;

/** Looks at the runs of two years, which hold every gap that occurs. The year field is not looked at. */
function cron(expression: string, fields: string): MonitorSchedule | undefined {
  const [minute, hour, dayOfMonth, month, dayOfWeek, year] = fields.trim().split(/\s+/);
  if (year === undefined) return undefined;
  const minutes = values(minute, 0, 59);
  const hours = values(hour, 0, 23);
  const months = values(month, 1, 12, MONTHS);
  const days = dayMatcher(dayOfMonth!, dayOfWeek!);
  if (!minutes || !hours || !months || !days) return undefined;
  const times = hours.flatMap(h => minutes.map(m => h * 3600 + m * 60));
  const runs = Array.from({ length: DAYS }, (_, day) => new Date(FIRST_DAY + day * DAY * 1000))
    .filter(date => months.includes(date.getUTCMonth() + 1) && days(date))
    .flatMap(date => times.map(time => date.getTime() / 1000 + time));
  const gaps = runs.slice(1).map((run, index) => run - runs[index]!);
  if (gaps.length === 0) return undefined;
  const [shortestGap, longestGap] = gaps.reduce(([low, high], gap) => [Math.min(low!, gap), Math.max(high!, gap)], [Infinity, 0]);
  return { expression, shortestGap: shortestGap!, longestGap: longestGap! };
}

function dayMatcher(dayOfMonth: string, dayOfWeek: string): ((date: Date) => boolean) | undefined {
  if (dayOfMonth === 'L') return date => new Date(date.getTime() + DAY * 1000).getUTCDate() === 1;
  const inMonth = values(dayOfMonth, 1, 31);
  const inWeek = values(dayOfWeek, 1, 7, WEEKDAYS);
  if (!inMonth || !inWeek) return undefined;
  return date => inMonth.includes(date.getUTCDate()) && inWeek.includes(date.getUTCDay() + 1);
}

/** The values of one field, ascending: lists, ranges, steps and names. Undefined for what cannot be read (`L`, `W`, `#`). */
function values(field: string | undefined, first: number, last: number, names: readonly string[] = []): number[] | undefined {
  const found = new Set<number>();
  for (const part of (field ?? '').split(',')) {
    const [range, step] = part.split('/');
    const [from, to] = range === '*' || range === '?' ? [first, last] : range!.split('-').map(text => number(text, first, names));
    const end = to ?? (step === undefined ? from : last);
    const every = step === undefined ? 1 : Number(step);
    if (!(from! >= first && end! <= last && every > 0)) return undefined;
    for (let value = from!; value <= end!; value += every) found.add(value);
  }
  return found.size > 0 ? [...found].sort((a, b) => a - b) : undefined;
}

function number(text: string, first: number, names: readonly string[]): number {
  const name = names.indexOf(text.toUpperCase());
  return name >= 0 ? name + first : /^\d+$/.test(text) ? Number(text) : NaN;
}
