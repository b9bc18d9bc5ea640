import { FeatureGroupDefinition, FeatureType } from '../../definition';
import { entry } from '../../definition/rules/names';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { seconds } from '../../private/units';

/** What SageMaker Feature Store asks of a group beyond its types. */
export function featureGroupRules(group: FeatureGroupDefinition, problems: Problems): void {
  keyRules(group, problems);
  storeRules(group, problems);
}

function keyRules({ recordId, eventTime, schema }: FeatureGroupDefinition, problems: Problems): void {
  typeRule(entry(schema, recordId), ['integral', 'string'], 'identifies a record', problems.at('schema', recordId));
  typeRule(entry(schema, eventTime), ['fractional', 'string'], 'is the event time', problems.at('schema', eventTime));
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
  if (offline?.database !== undefined && offline.table === undefined) {
    problems.at('offline', 'table').add('must be given with "database"; or leave both out and SageMaker names the table');
  }
}
