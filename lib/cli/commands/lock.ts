import { writeFileSync } from 'node:fs';
import { LockDefinition } from '../../definition';
import { awsPlace } from '../../definition/places';
import { has, namesOf } from '../../definition/rules/names';
import { MlopsError } from '../../private/errors';
import { unknownName } from '../../private/nearest';
import { ownFeatures } from '../../synth/aws/system-state';
import { platformAt } from '../../synth/platforms';
import { SystemFiles } from '../../synth/system/system-files';

/** Records what holds data in an environment, or in all of them. Pinned versions stay as they are. */
export function lock(environment: string | undefined, definitionFile: string): string {
  const { definition, lock: current, lockFile } = SystemFiles.read(definitionFile).check();
  const known = namesOf(definition.environments);
  if (environment !== undefined && !has(definition.environments, environment)) {
    throw new MlopsError('UnknownEnvironment', unknownName('environment', environment, known));
  }
  const names = environment === undefined ? known : [environment];
  const each = <T>(record: (name: string) => T) => Object.fromEntries(names.map(name => [name, record(name)]));
  const keepers = names.filter(name => awsPlace(definition, name) !== undefined);
  const groups = (name: string) => Object.fromEntries(ownFeatures(definition, name).map(group => [group, definition.features![group]!]));
  const features = Object.fromEntries(keepers.map(name => [name, groups(name)]).filter(([, made]) => Object.keys(made!).length > 0));
  const recorded: LockDefinition = {
    version: 1,
    environments: {},
    ...current,
    ...(Object.keys(features).length > 0 && { features: { ...current?.features, ...features } }),
    state: { ...current?.state, ...each(name => platformAt(definition, name).stateOf(definition, name)) },
  };
  writeFileSync(lockFile, JSON.stringify(recorded, undefined, 2) + '\n');
  return `${lockFile} records what holds data in ${names.join(', ')}; commit it`;
}
