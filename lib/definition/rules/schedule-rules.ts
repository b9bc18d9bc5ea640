import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { parseCron, runningDays } from '../schedule';
import { ScheduleText } from '../values';

/** A schedule that can be read, and that runs. Its form has been checked against the pattern of `ScheduleText` before. */
export function scheduleRules(schedule: ScheduleText | undefined, problems: Problems): void {
  if (!isKnown(schedule)) return;
  const cron = parseCron(schedule);
  if (typeof cron === 'string') problems.add(`cannot be read: in ${JSON.stringify(schedule)}, ${cron}`);
  else if (cron && runningDays(cron).next().done) problems.add(`never runs: there is no such day, got ${JSON.stringify(schedule)}`);
}
