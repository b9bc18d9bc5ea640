import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';

/** When something runs that has only a name, in the five fields of a cluster's clock. */
const NAMED: Readonly<Record<string, string>> = { hourly: '0 * * * *', daily: '0 0 * * *', weekly: '0 0 * * 0', monthly: '0 0 1 * *' };

/** A schedule in five fields; nothing when they cannot say it. */
export function cronOf(schedule: string): string | undefined {
  const rate = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(schedule);
  if (rate) return rateOf(Number(rate[1]), rate[2]!);
  const fields = /^cron\((.*)\)$/.exec(schedule)?.[1]?.trim().split(/\s+/);
  if (fields === undefined) return NAMED[schedule];
  const [minutes, hours, dayOfMonth, month, dayOfWeek, year] = fields as [string, string, string, string, string, string];
  // The last day, the nearest weekday and the second Tuesday have no sign there.
  if (year !== '*' || /[LW#]/.test(`${dayOfMonth} ${dayOfWeek.replace(/SUN|MON|TUE|WED|THU|FRI|SAT/gi, '')}`)) return undefined;
  const week = dayOfWeek.replace(/\d+/g, (digits, at: number) => dayOfWeek[at - 1] === '/' ? digits : String(Number(digits) - 1));
  return [minutes, hours, dayOfMonth.replace('?', '*'), month, week.replace('?', '*')].join(' ');
}

/** What a cluster's clock cannot say. */
export function cronLimits(schedule: string | undefined, problems: Problems): void {
  if (!isKnown(schedule) || cronOf(schedule) !== undefined) return;
  problems.add('must be one that the five fields of a cluster\'s clock can say: a rate that divides an hour or a day, or cron of any year '
    + `without L, W and #, got ${JSON.stringify(schedule)}`);
}

/** The clock knows no distance from the last run: only what divides the next larger unit comes at the same distance. */
function rateOf(count: number, unit: string): string | undefined {
  if (unit === 'minute') return 60 % count === 0 ? count === 60 ? NAMED.hourly : count === 1 ? '* * * * *' : `*/${count} * * * *` : undefined;
  if (unit === 'hour') return 24 % count === 0 ? count === 24 ? NAMED.daily : count === 1 ? NAMED.hourly : `0 */${count} * * *` : undefined;
  return count === 1 ? NAMED.daily : count === 7 ? NAMED.weekly : undefined;
}
