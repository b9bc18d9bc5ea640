import { checkSystem } from '../../synth/check-system';
import { SystemFiles } from '../../synth/system-files';

/** Answers with one line that says what was checked; throws everything that is wrong. */
export function check(definitionFile: string): string {
  const { definition, lock, directory } = SystemFiles.read(definitionFile);
  checkSystem(definition, lock, directory);
  const models = Object.keys(definition.models).length;
  const environments = Object.keys(definition.environments);
  return `${definitionFile} is valid: ${models} model${models === 1 ? '' : 's'} in ${environments.join(', ')}`;
}
