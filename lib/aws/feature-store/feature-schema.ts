import { FeatureGroupDefinition, FeatureType } from '../../definition';

/** One feature of a group. */
export interface Feature {
  readonly name: string;
  readonly type: FeatureType;
}

/**
 * All features of a group: the record id and the event time first, `string` unless the schema says otherwise, then the rest in
 * the order of the schema. So the list does not change when the two are written out later.
 */
export function featuresOf({ recordId, eventTime, schema }: FeatureGroupDefinition): Feature[] {
  const types: { [feature: string]: FeatureType } = { [recordId]: 'string', [eventTime]: 'string', ...schema };
  return Object.entries(types).map(([name, type]) => ({ name, type }));
}
