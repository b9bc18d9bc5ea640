import { TimeZoneText } from '../../../definition/values';

/** Times of a day that there are not on one day of the year, in minutes from midnight. */
export interface SkippedTimes {
  readonly from: number;
  /** Is there again. */
  readonly until: number;
}

const MINUTE = 60_000;
const DAY = 86_400_000;
const WEEK = 7 * DAY;
const [FROM, UNTIL] = [Date.UTC(2027, 0, 1), Date.UTC(2029, 0, 1)];

/** What clocks skip when they go forward; nothing where they never do. Looks at two years. */
export function skippedTimes(timeZone: TimeZoneText): SkippedTimes[] {
  const clock = clockOf(timeZone);
  const skipped: SkippedTimes[] = [];
  for (let week = FROM; week < UNTIL; week += WEEK) {
    const isForward = (time: number) => clock(time) - clock(week) > time - week;
    if (!isForward(week + WEEK)) continue;
    const change = firstMinute(week, week + WEEK, isForward);
    const from = (clock(change - MINUTE) / MINUTE + 1) % (DAY / MINUTE);
    skipped.push({ from, until: from + (clock(change) - clock(change - MINUTE)) / MINUTE - 1 });
  }
  return skipped;
}

/** The first minute from which on something is so, which it is not at the beginning and is at the end. */
function firstMinute(beginning: number, end: number, isSo: (time: number) => boolean): number {
  if (end - beginning <= MINUTE) return end;
  const middle = beginning + Math.floor((end - beginning) / MINUTE / 2) * MINUTE;
  return isSo(middle) ? firstMinute(beginning, middle, isSo) : firstMinute(middle, end, isSo);
}

/** What clocks show at a time, as if they stood in UTC. */
function clockOf(timeZone: TimeZoneText): (time: number) => number {
  const format = new Intl.DateTimeFormat('en', {
    timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric',
  });
  return time => {
    const parts = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, Number(value)]));
    return Date.UTC(parts.year!, parts.month! - 1, parts.day, parts.hour, parts.minute);
  };
}
