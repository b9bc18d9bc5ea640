import { entry, namesOf } from './names';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { seconds } from '../../private/units';
import { FeatureGroupDefinition } from '../feature-group-definition';

const MOST_FEATURES = 2500;
/** Columns that the offline store adds by itself. */
const RESERVED = ['api_invocation_time', 'is_deleted', 'write_time'];

/** What holds for one group of features, in any store. */
export function featureGroupRules(group: FeatureGroupDefinition, problems: Problems): void {
  const { eventTime, online, recordId, schema } = group;
  const names = namesOf(schema);
  const added = [recordId, eventTime].filter(name => isKnown(name) && !names.includes(name)).length;
  if (names.length + added > MOST_FEATURES) {
    problems.at('schema').add(`must have at most ${MOST_FEATURES} features, with record id and event time, got ${names.length + added}`);
  }
  caseRules(group, problems);
  for (const name of names.filter(isKnown)) featureNameRules(name, problems.at('schema', name), 'key');
  for (const key of ['recordId', 'eventTime'] as const) {
    if (isKnown(group[key])) featureNameRules(group[key], problems.at(key), 'value');
  }
  if (isKnown(recordId) && recordId === eventTime) {
    problems.at('eventTime').add(`must be another feature than "recordId", got ${JSON.stringify(eventTime)} for both`);
  }
  if (isKnown(eventTime) && entry(schema, eventTime) === 'integral') {
    problems.at('schema', eventTime).add('the event time must be "string" (ISO 8601) or "fractional" (seconds since 1970), got "integral"');
  }
  if (isKnown(online?.ttl) && seconds(online.ttl) === 0) {
    problems.at('online', 'ttl').add(`must be above 0, got ${JSON.stringify(online.ttl)}; leave it out to keep records`);
  }
}

/** The tables of a store write their columns in lower case, so two such features would be one column. */
function caseRules({ eventTime, recordId, schema }: FeatureGroupDefinition, problems: Problems): void {
  const seen = new Map<string, string>();
  const named: [name: string, at: Problems, ofKey: boolean][] = [
    [recordId, problems.at('recordId'), false], [eventTime, problems.at('eventTime'), false],
    ...namesOf(schema).map((name): [string, Problems, boolean] => [name, problems.at('schema', name), true]),
  ];
  for (const [name, at, ofKey] of named.filter(([text]) => isKnown(text))) {
    const first = seen.get(name.toLowerCase());
    seen.set(name.toLowerCase(), first ?? name);
    if (first === undefined || first === name) continue;
    const message = `the feature ${JSON.stringify(name)} differs from ${JSON.stringify(first)} only in upper and lower case, `
      + 'and both would be one column; rename one';
    if (ofKey) at.addForKey(message);
    else at.add(message);
  }
}

function featureNameRules(name: string, problems: Problems, part: 'key' | 'value'): void {
  const add = (message: string) => part === 'key' ? problems.addForKey(message) : problems.add(message);
  if (RESERVED.includes(name.toLowerCase())) {
    add(`the feature name ${JSON.stringify(name)} is reserved: the store adds a column of that name; take another one`);
  } else if (part === 'key' && (!/^[a-zA-Z0-9][a-zA-Z0-9_-]*$/.test(name) || name.length > 64)) {
    add('the name of a feature must be 1 to 64 letters, digits, underscores and hyphens, beginning with a letter or digit, '
      + `got ${JSON.stringify(name)}`);
  }
}
