import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { namesOf } from './names';
import { unknownName } from '../../private/nearest';
import { Problems } from '../../private/problems';
import { PipelineDefinition } from '../pipeline-definition';
import { isObject } from '../structure';

/**
 * A pipeline that the SageMaker Python SDK wrote: the file is there, is a pipeline, and declares the parameters that are
 * set. Its steps are not judged. Without a directory (a definition in code) only absolute paths can be found.
 */
export function pipelineFileRules(
  file: string, parameters: PipelineDefinition['parameters'], directory: string | undefined, problems: Problems,
): void {
  if (directory === undefined && !file.startsWith('/')) return;
  const at = problems.at('fromFile');
  const pipeline = readPipeline(resolve(directory ?? '/', file), file, at);
  if (pipeline === undefined) return;
  const declared = (Array.isArray(pipeline.Parameters) ? pipeline.Parameters : [])
    .map((parameter: unknown) => isObject(parameter) ? parameter.Name : undefined)
    .filter((name): name is string => typeof name === 'string');
  for (const name of namesOf(parameters)) {
    if (!declared.includes(name)) problems.at('parameters', name).addForKey(unknownName('parameter', name, declared, `in ${file}`));
  }
}

function readPipeline(path: string, file: string, problems: Problems): Record<string, unknown> | undefined {
  let pipeline: unknown;
  try {
    pipeline = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') problems.add(`there is no file ${JSON.stringify(file)}; the path is relative to the definition's file`);
    else if (code === 'EISDIR') problems.add(`must be a file, got the folder ${JSON.stringify(file)}`);
    else if (error instanceof SyntaxError) problems.add(`must be JSON as the SageMaker Python SDK writes it, but ${JSON.stringify(file)} cannot be read as JSON`);
    else problems.add(`${JSON.stringify(file)} cannot be read; check its permissions`);
    return undefined;
  }
  if (!isObject(pipeline) || typeof pipeline.Version !== 'string' || !Array.isArray(pipeline.Steps)) {
    problems.add(`must be the JSON of a pipeline, with "Version" and "Steps"; ${JSON.stringify(file)} is something else`);
    return undefined;
  }
  if (pipeline.Steps.length === 0) problems.add(`must have at least one step in "Steps"; ${JSON.stringify(file)} has none`);
  pipeline.Steps.forEach((step: unknown, index) => {
    if (!isObject(step) || typeof step.Name !== 'string' || typeof step.Type !== 'string') {
      problems.add(`each of "Steps" must have "Name" and "Type"; in ${JSON.stringify(file)} number ${index + 1} has not`);
    }
  });
  return pipeline;
}
