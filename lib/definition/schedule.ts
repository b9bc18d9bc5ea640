/** One field of a cron expression: the values that it can have, and what else may stand there. */
interface Field {
  readonly name: string;
  readonly first: number;
  readonly last: number;
  /** Words for the values, in their order. */
  readonly words?: readonly string[];
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** The fields of cron in Amazon EventBridge Scheduler, as its user guide has them ("Schedule types in EventBridge Scheduler"). */
const MINUTES: Field = { name: 'minutes', first: 0, last: 59 };
const HOURS: Field = { name: 'hours', first: 0, last: 23 };
const DAYS_OF_MONTH: Field = { name: 'day of the month', first: 1, last: 31 };
const MONTH: Field = { name: 'month', first: 1, last: 12, words: MONTHS };
const DAYS_OF_WEEK: Field = { name: 'day of the week', first: 1, last: 7, words: WEEKDAYS };
const YEARS: Field = { name: 'year', first: 1970, last: 2199 };

/** Whether something runs on a day. */
type DayTest = (date: Date) => boolean;

/** When something runs by cron; days are days in UTC. */
export interface CronSchedule {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly years: readonly number[];
  readonly runsOn: DayTest;
}

/** A text that a service would refuse. */
class Unreadable extends Error {}

/** Reads `cron(…)`; a text says why it cannot be read, other schedules are left alone. */
export function parseCron(schedule: string): CronSchedule | string | undefined {
  const fields = /^cron\((.*)\)$/.exec(schedule)?.[1]?.trim().split(/\s+/);
  if (fields === undefined) return undefined;
  const [minutes, hours, dayOfMonth, month, dayOfWeek, year] = fields;
  if (fields.length !== 6) return `must have six fields, minutes, hours, day of the month, month, day of the week and year, got ${fields.length}`;
  try {
    if ((dayOfMonth === '?') === (dayOfWeek === '?')) {
      throw new Unreadable('must have "?" either as the day of the month or as the day of the week, '
        + `got ${JSON.stringify(dayOfMonth)} and ${JSON.stringify(dayOfWeek)}; `
        + `write ${JSON.stringify(oneQuestion(fields))}`);
    }
    const months = values(month!, MONTH);
    const onDay = dayOfWeek === '?' ? monthDay(dayOfMonth!) : weekDay(dayOfWeek!);
    return {
      minutes: values(minutes!, MINUTES),
      hours: values(hours!, HOURS),
      years: values(year!, YEARS),
      runsOn: date => months.includes(date.getUTCMonth() + 1) && onDay(date),
    };
  } catch (error) {
    if (error instanceof Unreadable) return error.message;
    throw error;
  }
}

const DAY = 86_400_000;

/** The days on which something runs, in twenty-eight years: every kind of year occurs in them. */
export function* runningDays({ runsOn, years }: CronSchedule, from: number = years[0]!, most: number = 28): Generator<Date> {
  const until = Date.UTC(from + most, 0, 1);
  for (let time = Date.UTC(from, 0, 1); time < until; time += DAY) {
    const date = new Date(time);
    if (years.includes(date.getUTCFullYear()) && runsOn(date)) yield date;
  }
}

/** `cron(0 2 * * * *)` -> `cron(0 2 * * ? *)`: the day that says nothing is the one that is left open. */
function oneQuestion(fields: readonly string[]): string {
  const [minutes, hours, dayOfMonth, month, dayOfWeek, year] = fields;
  const days = dayOfMonth === '?' ? ['*', '?'] : dayOfWeek === '*' ? [dayOfMonth, '?'] : ['?', dayOfWeek];
  return `cron(${[minutes, hours, days[0], month, days[1], year].join(' ')})`;
}

function monthDay(text: string): DayTest {
  if (text === 'L') return isLastDay;
  const [, day] = /^(\d+)W$/.exec(text) ?? [];
  if (day === undefined) {
    const days = values(text, DAYS_OF_MONTH, ['L', '15W']);
    return date => days.includes(date.getUTCDate());
  }
  return date => nearestWeekday(date, value(day, DAYS_OF_MONTH)) === date.getUTCDate();
}

function weekDay(text: string): DayTest {
  if (text === 'L') return date => date.getUTCDay() === 6;
  const [, last] = /^(\w+)L$/.exec(text) ?? [];
  if (last !== undefined) {
    const day = value(last, DAYS_OF_WEEK);
    return date => date.getUTCDay() + 1 === day && isLastDay(new Date(date.getTime() + 7 * DAY), date.getUTCMonth());
  }
  const [, nth, count] = /^(\w+)#(\d+)$/.exec(text) ?? [];
  if (nth === undefined || count === undefined) {
    const days = values(text, DAYS_OF_WEEK, ['L', 'FRIL', 'MON#1']);
    return date => days.includes(date.getUTCDay() + 1);
  }
  const day = value(nth, DAYS_OF_WEEK);
  if (!(Number(count) >= 1 && Number(count) <= 5)) throw new Unreadable(`the week after # must be from 1 to 5, got ${count}`);
  return date => date.getUTCDay() + 1 === day && Math.ceil(date.getUTCDate() / 7) === Number(count);
}

/** Whether a day is the last of its month or, given another month, beyond the end of that. */
function isLastDay(date: Date, month?: number): boolean {
  if (month !== undefined) return date.getUTCMonth() !== month;
  return new Date(date.getTime() + DAY).getUTCDate() === 1;
}

/** The weekday next to a day of the month, in the same month. */
function nearestWeekday(date: Date, day: number): number {
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  if (day > lastDay) return 0;
  const weekday = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), day)).getUTCDay();
  if (weekday === 6) return day > 1 ? day - 1 : day + 2;
  if (weekday === 0) return day < lastDay ? day + 1 : day - 2;
  return day;
}

/** The values of one field, ascending: lists, ranges, steps and words. */
function values(text: string, field: Field, others: readonly string[] = []): number[] {
  const found = new Set<number>();
  for (const part of text.split(',')) {
    const [range = '', step, ...rest] = part.split('/');
    const [from = '', to, ...more] = range.split('-');
    if (rest.length > 0 || more.length > 0) throw unreadable(part, field, others);
    const every = step === undefined ? 1 : /^\d+$/.test(step) && Number(step) > 0 ? Number(step) : undefined;
    if (every === undefined) throw new Unreadable(`the step of the ${field.name} must be a whole number from 1, got ${JSON.stringify(step)}`);
    const [first, last] = range === '*'
      ? [field.first, field.last]
      : [value(from, field, others), to === undefined ? undefined : value(to, field, others)];
    const end = last ?? (step === undefined ? first : field.last);
    if (end < first) throw new Unreadable(`the range of the ${field.name} must go up, got ${JSON.stringify(range)}; write it as two, with a comma`);
    for (let number = first; number <= end; number += every) found.add(number);
  }
  return [...found].sort((a, b) => a - b);
}

function value(text: string, field: Field, others: readonly string[] = []): number {
  const word = field.words?.indexOf(text.toUpperCase()) ?? -1;
  if (word >= 0) return field.first + word;
  const number = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!(number >= field.first && number <= field.last)) throw unreadable(text, field, others);
  return number;
}

function unreadable(text: string, { first, last, name, words }: Field, others: readonly string[]): Unreadable {
  const also = [...words ? [`${words[0]} to ${words.at(-1)}`] : [], ...others.length > 0 ? [`such as ${others.join(', ')}`] : []];
  return new Unreadable(`the ${name} must be from ${[`${first} to ${last}`, ...also].join(' or ')}, got ${JSON.stringify(text)}`);
}
