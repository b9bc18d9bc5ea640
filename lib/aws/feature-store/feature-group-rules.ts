import { featuresOf } from './feature-schema';
import { FeatureGroupDefinition, FeatureType } from '../../definition';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { seconds } from '../../private/units';

const MAX_FEATURES = 2500;
const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_-]{0,63}$/;

/** Columns that SageMaker adds to the offline store itself. */
const RESERVED = ['is_deleted', 'write_time', 'api_invocation_time'];

/** What SageMaker Feature Store asks of a group beyond its types. */
export function featureGroupRules(group: FeatureGroupDefinition, problems: Problems): void {
  nameRules(group, problems);
  keyRules(group, problems);
  storeRules(group, problems);
}

function nameRules(group: FeatureGroupDefinition, problems: Problems): void {
  const names = featuresOf(group).map(({ name }) => name).filter(isKnown);
  for (const name of names) {
    const problem = problems.at('schema', name);
    if (!NAME.test(name)) problem.add(`must be at most 64 letters, digits, "_" and "-", beginning with a letter or a digit, got ${JSON.stringify(name)}`);
    if (RESERVED.includes(name.toLowerCase())) problem.add(`must not be ${JSON.stringify(name)}, a column that SageMaker adds itself; choose another name`);
  }
  if (names.length > MAX_FEATURES) problems.at('schema').add(`must have at most ${MAX_FEATURES} features, got ${names.length}; make a second group`);
}

function keyRules({ recordId, eventTime, schema }: FeatureGroupDefinition, problems: Problems): void {
  if (isKnown(recordId) && recordId === eventTime) {
    problems.at('eventTime').add(`must be another feature than "recordId", got ${JSON.stringify(eventTime)}`);
  }
  typeRule(schema[recordId], ['integral', 'string'], 'identifies a record', problems.at('schema', recordId));
  typeRule(schema[eventTime], ['fractional', 'string'], 'is the event time', problems.at('schema', eventTime));
}

function typeRule(type: FeatureType | undefined, allowed: FeatureType[], purpose: string, problem: Problems): void {
  if (isKnown(type) && !allowed.includes(type)) {
    problem.add(`must be ${allowed.map(one => JSON.stringify(one)).join(' or ')} because it ${purpose}, got ${JSON.stringify(type)}`);
  }
}

function storeRules({ online, offline, throughput }: FeatureGroupDefinition, problems: Problems): void {
  if (isKnown(online?.ttl) && seconds(online.ttl) < 1) {
    problems.at('online', 'ttl').add(`must be at least "1s", got ${JSON.stringify(online.ttl)}`);
  }
  if (online?.storage === 'in-memory' && throughput) {
    problems.at('throughput').add('must not be given with in-memory storage, which is paid on demand only; leave it out or use "standard" storage');
  }
  if (offline && (offline.database === undefined) !== (offline.table === undefined)) {
    const missing = offline.database === undefined ? 'database' : 'table';
    problems.at('offline', missing).add('must be given when the other of "database" and "table" is; or leave both out and SageMaker names the table');
  }
}
