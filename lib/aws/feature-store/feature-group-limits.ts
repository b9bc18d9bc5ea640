import { FeatureGroupDefinition } from '../../definition';
import { entry } from '../../definition/rules/names';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';

/** What SageMaker Feature Store asks of a group. */
export function featureGroupLimits(group: FeatureGroupDefinition, problems: Problems): void {
  recordLimits(group, problems);
  storeLimits(group, problems);
}

function recordLimits({ recordId, schema }: FeatureGroupDefinition, problems: Problems): void {
  const type = entry(schema, recordId);
  if (isKnown(type) && type === 'fractional') {
    problems.at('schema', recordId).add(`must be "integral" or "string" because it identifies a record, got ${JSON.stringify(type)}`);
  }
}

function storeLimits({ online, throughput }: FeatureGroupDefinition, problems: Problems): void {
  if (online?.storage === 'in-memory' && throughput) {
    problems.at('throughput').add('must not be given with in-memory storage, which is paid on demand only; leave it out or use "standard" storage');
  }
}
