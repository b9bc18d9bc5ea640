import { checkNames, entries, entry, namesOf, Named } from './names';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { MlopsDefinition } from '../mlops-definition';
import { awsPlaces } from '../places';

/** Tags that say to which part of the system a resource belongs begin so. */
const OWN_TAGS = 'mlops:';

/** What is true of the system as a whole. */
export function systemRules(definition: MlopsDefinition, problems: Problems): void {
  const { models, tags } = definition;
  checkNames(models, 40, problems.at('models'));
  for (const tag of namesOf(tags).filter(key => isKnown(key) && key.startsWith(OWN_TAGS))) {
    problems.at('tags', tag).addForKey(`tags that begin with ${JSON.stringify(OWN_TAGS)} are set by the library; take another key`);
  }

  const all = entries(models);
  onceEach(all.map(([name, model]) => [model.registry?.group, ['models', name, 'registry', 'group']]), 'group', problems);
  const endpoints = all.map(([name, model]): Place => [model.endpoint?.name, ['models', name, 'endpoint', 'name']]);
  onceEach(endpoints, 'endpoint', problems);
  sharedPlaceRules(definition, endpoints, problems);
}

/** An endpoint's own name is the same in every environment, so they must not meet in one region of one account. */
function sharedPlaceRules(system: MlopsDefinition, endpoints: Place[], problems: Problems): void {
  const places = awsPlaces(system).map(([name, { account, region }]) => ({ name, place: `${account ?? ''} ${region}` }));
  const second = places.find((one, index) => places.findIndex(other => other.place === one.place) < index);
  const first = places.find(one => one.place === second?.place);
  if (first === undefined || second === undefined || !isKnown(first.place)) return;
  for (const [name, path] of endpoints) {
    const overridden = [first, second].some(({ name: environment }) => {
      return entry(entry(entry(system.environments, environment)?.models, path[1] as string)?.endpoint as Named<unknown>, 'name') !== undefined;
    });
    if (isKnown(name) && !overridden) {
      problems.at(...path).add(`${JSON.stringify(first.name)} and ${JSON.stringify(second.name)} are in the same account and region, `
        + `so both cannot have an endpoint ${JSON.stringify(name)}; leave the name out`);
    }
  }
}

type Place = [value: string | undefined, path: (string | number)[]];

/** Two things cannot have one name. */
function onceEach(places: Place[], what: string, problems: Problems): void {
  places.forEach(([value, path], index) => {
    const first = places.findIndex(([other]) => other === value);
    if (isKnown(value) && first < index) {
      problems.at(...path).add(`the ${what} ${JSON.stringify(value)} belongs to ${JSON.stringify(places[first]![1][1])} already; take another name`);
    }
  });
}
