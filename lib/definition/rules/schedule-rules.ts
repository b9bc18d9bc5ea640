import { timeZoneRules } from './time-zone-rules';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { parseCron, runningDays } from '../schedule';
import { ScheduleText, TimeZoneText } from '../values';

/** What runs by the clock. */
interface Scheduled {
  readonly schedule?: ScheduleText;
  readonly timeZone?: TimeZoneText;
}

/** A schedule and its time zone: both can be read, and each has a use for the other. */
export function scheduleRules({ schedule, timeZone }: Scheduled, problems: Problems): void {
  timeRules(schedule, problems.at('schedule'));
  timeZoneRules(timeZone, problems.at('timeZone'));
  if (timeZone === undefined || timeZone === 'UTC') return;
  if (schedule === undefined) {
    problems.at('timeZone').add('is of no use without "schedule", which it would be the time zone of; give one, or remove it');
  } else if (isKnown(schedule) && isRate(schedule)) {
    problems.at('timeZone').add(`is of no use to ${JSON.stringify(schedule)}, which runs at the same distance everywhere; take a cron, or remove it`);
  }
}

/** A schedule that can be read, and that runs. Its form has been checked against the pattern of `ScheduleText` before. */
export function timeRules(schedule: ScheduleText | undefined, problems: Problems): void {
  if (!isKnown(schedule)) return;
  const cron = parseCron(schedule);
  if (typeof cron === 'string') problems.add(`cannot be read: in ${JSON.stringify(schedule)}, ${cron}`);
  else if (cron && runningDays(cron).next().done) problems.add(`never runs: there is no such day, got ${JSON.stringify(schedule)}`);
}

function isRate(schedule: ScheduleText): boolean {
  return schedule === 'hourly' || schedule.startsWith('rate(');
}
