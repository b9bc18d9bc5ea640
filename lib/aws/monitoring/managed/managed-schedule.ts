import { ScheduleText } from '../../../definition/values';
import { seconds } from '../../../private/units';

/** When a schedule of SageMaker Model Monitor runs: its cron has another dialect, and knows hours only. */
export interface ManagedSchedule {
  readonly expression: string;
  /** Time between two runs, in seconds. */
  readonly interval: number;
}

/** Translates the text of a schedule; undefined for what Model Monitor cannot do. */
export function managedSchedule(text: ScheduleText): ManagedSchedule | undefined {
  if (text === 'hourly') return { expression: 'cron(0 * ? * * *)', interval: 3600 };
  if (text === 'daily') return { expression: 'cron(0 0 ? * * *)', interval: 86_400 };
  const [, amount, unit] = /^rate\((\d+) (hour|day)s?\)$/.exec(text) ?? [];
  if (unit) return everyHours(seconds(`${amount}${unit.charAt(0)}`) / 3600, 0);
  const [, hour, step] = /^cron\(0 (\*|\d{1,2})(?:\/(\d{1,2}))? [?*] \* [?*] \*\)$/.exec(text) ?? [];
  if (hour === undefined) return undefined;
  if (hour === '*') return step === undefined ? managedSchedule('hourly') : everyHours(Number(step), 0);
  return everyHours(step === undefined ? 24 : Number(step), Number(hour));
}

function everyHours(hours: number, start: number): ManagedSchedule | undefined {
  // Cron starts anew each day: only divisors of 24, begun within the first step, keep the same distance over midnight.
  if (!(hours >= 1 && 24 % hours === 0 && start < hours)) return undefined;
  if (hours === 24) return { expression: `cron(0 ${start} ? * * *)`, interval: 86_400 };
  return hours === 1 ? managedSchedule('hourly') : { expression: `cron(0 ${start}/${hours} ? * * *)`, interval: hours * 3600 };
}
