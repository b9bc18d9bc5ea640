import { TimeZone } from 'aws-cdk-lib';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import { ScheduleText, TimeZoneText } from '../../definition/values';

// Shortly after midnight, away from the full hour, when everybody else's schedules start.
const NAMED: Record<string, string> = {
  hourly: 'cron(10 * * * ? *)',
  daily: 'cron(10 0 * * ? *)',
  weekly: 'cron(10 0 ? * MON *)',
  monthly: 'cron(10 0 1 * ? *)',
};

/** The expression of Amazon EventBridge Scheduler for the text of a schedule. */
export function scheduleExpression(text: ScheduleText, timeZone?: TimeZoneText): scheduler.ScheduleExpression {
  return inTimeZone(NAMED[text] ?? withUnit(text), timeZone);
}

/** An expression as Amazon EventBridge Scheduler takes it, with the time zone in which it is read. */
export function inTimeZone(expression: string, timeZone?: TimeZoneText): scheduler.ScheduleExpression {
  return scheduler.ScheduleExpression.expression(expression, timeZone === undefined || timeZone === 'UTC' ? TimeZone.ETC_UTC : TimeZone.of(timeZone));
}

/** `rate(1 hours)` -> `rate(1 hour)`: one has the singular, more the plural, as every service reads it. */
export function withUnit(text: ScheduleText): string {
  return text.replace(/^rate\((\d+) (minute|hour|day)s?\)$/,
    (_text, count: string, unit: string) => `rate(${count} ${unit}${count === '1' ? '' : 's'})`);
}
