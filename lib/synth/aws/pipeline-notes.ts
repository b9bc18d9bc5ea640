import { pipelineFile } from './pipeline-file';
import { MlopsDefinition } from '../../definition';
import { codeOf, kindOf } from '../../definition/pipeline/step-kinds';
import { Path, renderPath } from '../../private/problems';
import { ScriptFolder } from '../../private/script-folder';
import { isKnown } from '../../private/tokens';

/** What is worth knowing of a system that is valid: what is packed for its scripts, and what its pipeline files leave open. */
export function pipelineNotes(definition: MlopsDefinition, directory: string): string[] {
  return Object.keys(definition.models).flatMap(name => [...scriptNotes(definition, name, directory), ...fileNotes(definition, name, directory)]);
}

function scriptNotes({ models }: MlopsDefinition, modelName: string, directory: string): string[] {
  return Object.entries(models[modelName]!.pipeline?.steps ?? {}).flatMap(([name, step]) => {
    const { script } = codeOf(step) ?? {};
    if (!isKnown(script)) return [];
    return note(['models', modelName, 'pipeline', 'steps', name, kindOf(step)!, 'script'], `packs ${ScriptFolder.of(directory, script).summary}`);
  });
}

function fileNotes(definition: MlopsDefinition, modelName: string, directory: string): string[] {
  const { open = [], unknownTypes = new Set() } = pipelineFile(definition, modelName, directory)?.needs ?? {};
  const at: Path = ['models', modelName, 'pipeline', 'aws', 'fromFile'];
  return [
    ...open.flatMap(({ path, message }) => note(at, `warning: ${path}: ${message}`)),
    ...[...unknownTypes].flatMap(type => note(at, `warning: the library knows no permissions for steps of type ${type}; `
      + 'give the role what they need')),
  ];
}

function note(path: Path, text: string): string[] {
  return [`  ${renderPath(path)}: ${text}`];
}
