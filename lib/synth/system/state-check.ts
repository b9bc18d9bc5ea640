import { kept, Kept } from './kept';
import { StateProblems } from './platform';
import { LockDefinition, MlopsDefinition, StateDefinition } from '../../definition';
import { Place, PLACE_NAMES, PLACES } from '../../definition/capabilities';
import { placeOf } from '../../definition/places';
import { entries, entry, has, namesOf } from '../../definition/rules/names';
import { unknownName } from '../../private/nearest';
import { Problems } from '../../private/problems';
import { platformAt } from '../platforms';

/** What an environment leaves behind that is gone. */
const LEFT: Readonly<Record<Place, string>> = { aws: 'its buckets, key and stacks', kubernetes: 'what runs in its namespace' };

const giveUp = 'to give it up, remove it here, too';

/**
 * Holds a definition against the record of what holds data. A place would replace it or leave it behind without a word, and what has a
 * name of its own would also block the next deployment.
 */
export function stateProblems(lock: LockDefinition, system: MlopsDefinition): StateProblems {
  const definition = new Problems();
  const gone = new Problems(['state']);
  for (const [environmentName, state] of entries(lock.state)) {
    const at = gone.at(environmentName);
    if (!has(system.environments, environmentName)) {
      const left = LEFT[recordedPlace(state) ?? 'aws'];
      at.addForKey(`${unknownName('environment', environmentName, namesOf(system.environments))}; ${left} would be left behind; ${giveUp}`);
      continue;
    }
    goneRules(state, system, at);
    for (const rule of keptOf(state, system, environmentName)) keptRule(rule, definition.at(...rule.path));
  }
  return { definition: definition.all, lock: gone.all };
}

function recordedPlace(state: StateDefinition): Place | undefined {
  return PLACES.find(place => state[place] !== undefined);
}

/** An environment that is at another place now has nothing else to keep. */
function keptOf(state: StateDefinition, system: MlopsDefinition, environmentName: string): readonly Kept[] {
  const was = recordedPlace(state);
  const now = placeOf(entry(system.environments, environmentName) ?? {});
  if (was === undefined || now === undefined) return [];
  if (was === now) return platformAt(system, environmentName).keptOf(state, system, environmentName);
  const loss = `all would be made anew there, and ${LEFT[was]} left behind`;
  return [kept(['environments', environmentName, now], [`on ${PLACE_NAMES[was]}`, `on ${PLACE_NAMES[now]}`], `state.${environmentName}`, loss)];
}

/** What has lost its name is said where it is recorded: the definition has no line for it any more. */
function goneRules(state: StateDefinition, system: MlopsDefinition, problems: Problems): void {
  state.datasets?.forEach((name, index) => {
    if (has(system.datasets, name)) return;
    problems.at('datasets', index).add(`${unknownName('dataset', name, namesOf(system.datasets))}; its bucket would be left behind; ${giveUp}`);
  });
  for (const name of namesOf(state.models).filter(model => !has(system.models, model))) {
    problems.at('models', name).addForKey(`${unknownName('model', name, namesOf(system.models))}; `
      + `its stacks, versions and records would be left behind; ${giveUp}`);
  }
}

function keptRule({ isBroken, loss, record, values }: Kept, problems: Problems): void {
  const [was, now] = values.map(value => JSON.stringify(value));
  if (!isBroken) return;
  problems.add(`must stay ${was ?? 'left out'}, got ${now ?? 'nothing'}: ${loss}; to do it on purpose, remove "${record}" from mlops.lock.json`);
}
