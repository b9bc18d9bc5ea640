import { unusedModelRules } from './existing-endpoint-rules';
import { checkNames, entries, namesOf } from './names';
import { Path, Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { MlopsDefinition } from '../mlops-definition';

/** Tags that say to which part of the system a resource belongs begin so. */
const OWN_TAGS = 'mlops:';

/** What is true of the system as a whole. */
export function systemRules(definition: MlopsDefinition, problems: Problems): void {
  const { models, tags } = definition;
  checkNames(models, 40, problems.at('models'));
  for (const tag of namesOf(tags).filter(key => isKnown(key) && key.startsWith(OWN_TAGS))) {
    problems.at('tags', tag).addForKey(`tags that begin with ${JSON.stringify(OWN_TAGS)} are set by the library; take another key`);
  }

  unusedModelRules(definition, problems.at('models'));
  const all = entries(models);
  onceEach(all.flatMap(([name, { registry }]) => named(['models', name, 'registry'], registry, 'group')), 'group', problems);
  onceEach(all.flatMap(([name, { endpoint }]) => named(['models', name, 'endpoint'], endpoint, 'name')), 'endpoint', problems);
}

/** The names that a thing has: one that is made, or one that is there already. */
function named<K extends string>(path: Path, part: Partial<Record<K, string>> & { readonly existing?: Partial<Record<K, string>> } | undefined,
  key: K): [value: string | undefined, path: Path][] {
  return [[part?.[key], [...path, key]], [part?.existing?.[key], [...path, 'existing', key]]];
}

/** Two things cannot have one name. */
function onceEach(places: [value: string | undefined, path: Path][], what: string, problems: Problems): void {
  places.forEach(([value, path], index) => {
    const first = places.findIndex(([other]) => other === value);
    if (isKnown(value) && first < index) {
      problems.at(...path).add(`the ${what} ${JSON.stringify(value)} belongs to ${JSON.stringify(places[first]![1][1])} already; take another name`);
    }
  });
}
