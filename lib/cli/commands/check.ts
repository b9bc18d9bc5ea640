import { checkSystem } from '../../synth/check-system';
import { pipelineNotes } from '../../synth/pipeline-notes';
import { SystemFiles } from '../../synth/system-files';

/** Answers with what was checked, what is packed and what to look at; throws everything that is wrong. */
export function check(definitionFile: string): string {
  const { definition, lock, directory } = SystemFiles.read(definitionFile);
  checkSystem(definition, lock, directory);
  const models = Object.keys(definition.models).length;
  const environments = Object.keys(definition.environments);
  return [
    `${definitionFile} is valid: ${models} model${models === 1 ? '' : 's'} in ${environments.join(', ')}`,
    ...pipelineNotes(definition, directory),
  ].join('\n');
}
