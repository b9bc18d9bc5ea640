import { PLACE_NAMES, PLACES } from './capabilities';
import { LockDefinition, LockedVersionDefinition } from './lock-file';
import { MlopsDefinition } from './mlops-definition';
import { placeOf } from './places';
import { entries, entry, has, namesOf } from './rules/names';
import { unknownName } from '../private/nearest';
import { Problem, Problems } from '../private/problems';

/** One version that is pinned, in the system that pins it. */
export interface PinnedVersion {
  readonly version: LockedVersionDefinition;
  readonly system: MlopsDefinition;
  readonly environmentName: string;
  readonly modelName: string;
}

/**
 * What a lock file says that its definition does not bear out. The structure of both has been checked before.
 *
 * @param versionRules what the place of an environment asks of a version that is pinned there
 */
export function lockProblems(
  lock: LockDefinition, definition: MlopsDefinition, versionRules: (pinned: PinnedVersion, problems: Problems) => void,
): Problem[] {
  const problems = new Problems();
  for (const [environmentName, versions] of entries(lock.environments)) {
    if (!has(definition.environments, environmentName)) {
      problems.at('environments', environmentName).addForKey(unknownName('environment', environmentName, namesOf(definition.environments)));
    }
    if (entry(definition.environments, environmentName) === undefined) continue;
    for (const [modelName, version] of entries(versions)) {
      const at = problems.at('environments', environmentName, modelName);
      const model = entry(definition.models, modelName);
      if (!has(definition.models, modelName)) at.addForKey(unknownName('model', modelName, namesOf(definition.models)));
      if (model === undefined) continue;
      if (model.pipeline === undefined) at.addForKey('has no pipeline, so no versions to pin; its definition says what is deployed');
      else placedVersionRules({ version, system: definition, environmentName, modelName }, versionRules, at);
    }
  }
  for (const [environmentName, groups] of entries(lock.features)) {
    const at = problems.at('features', environmentName);
    if (!has(definition.environments, environmentName)) at.addForKey(unknownName('environment', environmentName, namesOf(definition.environments)));
    for (const name of namesOf(groups).filter(group => !has(definition.features, group))) {
      at.at(name).addForKey(`${unknownName('feature group', name, namesOf(definition.features))}; to give it up, remove it here, too: `
        + 'the group itself is kept');
    }
  }
  return [...problems.all];
}

/** A version is of the place of its environment, which has rules of its own. */
function placedVersionRules(pinned: PinnedVersion, rules: (pinned: PinnedVersion, problems: Problems) => void, problems: Problems): void {
  const { environmentName, system, version } = pinned;
  const there = placeOf(entry(system.environments, environmentName)!);
  const given = PLACES.find(place => version[place] !== undefined);
  if (there === undefined || given === undefined || there === given) return rules(pinned, problems);
  problems.at(given).addForKey(`must be ${JSON.stringify(there)}: ${JSON.stringify(environmentName)} is on ${PLACE_NAMES[there]}`);
}
