import { writeFileSync } from 'node:fs';
import { MlopsError } from '../../private/errors';
import { checkSystem } from '../../synth/check-system';
import { SystemFiles } from '../../synth/system-files';

/** Records the feature groups of an environment as they were deployed. Pinned versions stay as they are. */
export function lock(environment: string, definitionFile: string): string {
  const { definition, lock: current, lockFile, directory } = SystemFiles.read(definitionFile);
  checkSystem(definition, current, directory);
  if (!Object.hasOwn(definition.environments, environment)) {
    throw new MlopsError('UnknownEnvironment', `there is no environment ${JSON.stringify(environment)}; known: ${Object.keys(definition.environments).join(', ')}`);
  }
  const features = { ...current?.features, [environment]: definition.features ?? {} };
  writeFileSync(lockFile, JSON.stringify({ version: 1, environments: {}, ...current, features }, undefined, 2) + '\n');
  return `${lockFile} records ${Object.keys(definition.features ?? {}).length} feature group(s) of ${environment}; commit it`;
}
