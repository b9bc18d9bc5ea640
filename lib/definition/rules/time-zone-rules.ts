import { nearest } from '../../private/nearest';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { TimeZoneText } from '../values';

/** A time zone that there is, in the spelling of the IANA database: services compare letter by letter. */
export function timeZoneRules(timeZone: TimeZoneText | undefined, problems: Problems): void {
  if (!isKnown(timeZone) || timeZone === 'UTC') return;
  const known = Intl.supportedValuesOf('timeZone');
  if (known.includes(timeZone)) return;
  const meant = known.find(name => name.toLowerCase() === timeZone.toLowerCase()) ?? nearest(timeZone, known);
  // Older names, such as Asia/Calcutta, stay valid beside the new ones.
  if (meant?.toLowerCase() !== timeZone.toLowerCase() && isTimeZone(timeZone)) return;
  problems.add(`there is no time zone ${JSON.stringify(timeZone)}; ${meant === undefined
    ? 'take a name such as "Europe/Berlin"'
    : `did you mean ${JSON.stringify(meant)}?`}`);
}

/** Whether there is a time zone of that name, in whatever spelling. */
export function isTimeZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
