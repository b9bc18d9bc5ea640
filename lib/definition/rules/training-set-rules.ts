import { checkUnique, entry, has, items, Named } from './names';
import { StoredFeatures } from './surroundings';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { FeatureType } from '../feature-group-definition';
import { parseReference } from '../pipeline/reference';
import { TrainingSetStepDefinition } from '../pipeline/steps/training-set-step-definition';

/** Every joined group is found by a feature of the rows: its record id, of the same type. A group whose features are not known is not judged. */
export function trainingSetRules({ join, rows }: TrainingSetStepDefinition, features: Named<StoredFeatures>, problems: Problems): void {
  checkUnique(join, problems.at('join'));
  const base = groupOf(rows, features);
  for (const [index, text] of items(join)) {
    const at = problems.at('join', index);
    if (text === rows) at.add(`${JSON.stringify(text)} has the rows already; remove it`);
    const key = groupOf(text, features)?.recordId;
    if (base?.schema === undefined || !isKnown(key) || text === rows) continue;
    const [of, is] = [typeOf(base, key), typeOf(groupOf(text, features)!, key)];
    if (of === undefined) {
      at.add(`is found by its record id ${JSON.stringify(key)}, which is no feature of ${JSON.stringify(rows)}; add it there`);
    } else if (isKnown(of) && isKnown(is) && of !== is) {
      at.add(`is found by its record id ${JSON.stringify(key)}, which is ${is} here and ${of} in ${JSON.stringify(rows)}; give both the same type`);
    }
  }
}

function groupOf(text: string, features: Named<StoredFeatures>): StoredFeatures | undefined {
  const reference = parseReference(text);
  return reference.kind === 'features' ? entry(features, reference.name) : undefined;
}

/** Record id and event time are texts, unless the schema says otherwise. */
function typeOf({ eventTime, recordId, schema }: StoredFeatures, feature: string): FeatureType | undefined {
  if (has(schema, feature)) return entry(schema, feature);
  return feature === recordId || feature === eventTime ? 'string' : undefined;
}
