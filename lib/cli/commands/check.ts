import { pipelineNotes } from '../../synth/aws/pipeline-notes';
import { SystemFiles } from '../../synth/system/system-files';

/** Answers with what was checked, what is packed and what to look at; throws everything that is wrong. */
export function check(definitionFile: string): string {
  const { definition, directory } = SystemFiles.read(definitionFile).check();
  const models = Object.keys(definition.models).length;
  const environments = Object.keys(definition.environments);
  return [
    `${definitionFile} is valid: ${models} model${models === 1 ? '' : 's'} in ${environments.join(', ')}`,
    ...pipelineNotes(definition, directory),
  ].join('\n');
}
