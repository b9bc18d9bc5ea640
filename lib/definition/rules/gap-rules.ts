import { entries, Named, namesOf } from './names';
import { partPlaceWordsRules } from './place-words-rules';
import { isInside, Path, Problems } from '../../private/problems';
import { CAPABILITIES, Capability, Gap, Place, PLACE_NAMES } from '../capabilities';
import { modelIn, writtenAt } from '../environment-model';
import { MlopsDefinition } from '../mlops-definition';
import { trainingEnvironment } from '../model-home';
import { SHARED_PARTS, worksWith } from '../shared-part';
import { pathsTo } from '../structure';

/** What is asked for where it is not there. */
interface Found<At extends string> {
  /** Where it is written. */
  readonly path: Path;
  readonly asked: Capability<At>;
}

/** What happens to a model once, where it is trained; the rest of it is in every environment. What models share is where it is worked with. */
const AT_HOME: readonly string[] = ['card', 'pipeline', 'registry'];

/**
 * Whether the place of each environment does what the environment is asked for. Of a thing that is not there, nothing is said of
 * its parts.
 *
 * @param places the places of the table, with what people call them
 */
export function gapRules<At extends string>(
  system: MlopsDefinition, capabilities: readonly Capability<At>[], places: Readonly<Record<At, string>>, problems: Problems,
): void {
  const said = new Set<string>();
  for (const [environmentName, environment] of entries(system.environments as Named<Partial<Record<At, unknown>>>)) {
    const place = (Object.keys(places) as At[]).find(key => environment[key] !== undefined);
    if (place === undefined) continue;
    const gaps = capabilities.filter(({ on }) => 'why' in on[place]);
    const found = gaps.flatMap(asked => askedAt(system, environmentName, asked.key).map((path): Found<At> => ({ path, asked })));
    for (const { path, asked } of found) {
      const answer = asked.on[place];
      const isPart = found.some(other => other.path.length < path.length && isInside(path, other.path));
      const key = JSON.stringify([path, place]);
      if (isPart || said.has(key) || !('why' in answer)) continue;
      said.add(key);
      problems.at(...path).addForKey(missing(asked.what, places[place], answer));
    }
  }
}

/**
 * The same for a part alone, such as the endpoint of a construct that stands by itself.
 *
 * @param prefix the keys of the table that begin so are those of the part
 */
export function partGapRules(part: object, prefix: string, place: Place, problems: Problems): void {
  const found = CAPABILITIES.flatMap(({ key, on, what }) => {
    const answer = on[place];
    if (!key.startsWith(`${prefix}.`) || !('why' in answer)) return [];
    return pathsTo(part, key.slice(prefix.length + 1).split('.')).map(path => ({ path, message: missing(what, PLACE_NAMES[place], answer) }));
  });
  for (const { path, message } of found) {
    if (!found.some(other => other.path.length < path.length && isInside(path, other.path))) problems.at(...path).addForKey(message);
  }
  partPlaceWordsRules(part, prefix, place, problems);
}

function missing(what: string, place: string, { why, instead }: Gap): string {
  return `${what} is not there on ${place}: ${why}; ${instead}`;
}

/** Where a system asks one of its environments for what a key of the table means. */
function askedAt(system: MlopsDefinition, environmentName: string, key: string): Path[] {
  const [part, name, ...rest] = key.split('.');
  if (SHARED_PARTS.includes(part!)) return pathsTo(system, key.split('.')).filter(path => worksWith(system, environmentName, path));
  if (part !== 'models' || name !== '*') return pathsTo(system, key.split('.'));
  return namesOf(system.models).flatMap(modelName => {
    const model = system.models[modelName];
    if (model === undefined || AT_HOME.includes(rest[0]!) && trainingEnvironment(system, model) !== environmentName) return [];
    return pathsTo(modelIn(system, environmentName, modelName), rest).map(path => writtenAt(system, environmentName, modelName, path));
  });
}
