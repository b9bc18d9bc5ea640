import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { PipelineDefinition } from '../../../definition/pipeline/pipeline-definition';
import { entry, namesOf } from '../../../definition/rules/names';
import { isObject } from '../../../definition/structure';
import { unknownName } from '../../../private/nearest';
import { Problems } from '../../../private/problems';
import { isKnown } from '../../../private/tokens';

/** No service takes a pipeline of this size. */
const MOST_BYTES = 64 * 1024 * 1024;

/** A pipeline that the SageMaker Python SDK wrote: the file is there, is a pipeline, and declares the parameters that are set. */
export function sdkFileLimits({ aws, cache, parameters }: PipelineDefinition, directory: string, problems: Problems): void {
  if (aws === undefined) return;
  if (cache !== undefined) problems.at('cache').add('has no meaning with "aws.fromFile"; the file says how each step is cached');
  const file = aws.fromFile;
  const pipeline = isKnown(file) ? readPipeline(resolve(directory, file), file, problems.at('aws', 'fromFile')) : undefined;
  if (pipeline === undefined) return;
  const declared = new Map((Array.isArray(pipeline.Parameters) ? pipeline.Parameters as unknown[] : [])
    .flatMap(parameter => isObject(parameter) && typeof parameter.Name === 'string' ? [[parameter.Name, parameter] as const] : []));
  for (const name of namesOf(parameters)) {
    const parameter = declared.get(name);
    if (parameter === undefined) problems.at('parameters', name).addForKey(unknownName('parameter', name, declared.keys(), `in ${file}`));
    else overrideLimits(entry(parameters, name), parameter, file, problems.at('parameters', name));
  }
}

/** What replaces a default is of the type of the parameter. */
function overrideLimits(value: unknown, { Type, EnumValues }: Record<string | number, unknown>, file: string, problems: Problems): void {
  const type = typeof Type === 'string' && Object.hasOwn(TYPES, Type) ? TYPES[Type] : undefined;
  if (!isKnown(value) || type === undefined) return;
  if (!type.fits(value)) {
    problems.add(`must be ${type.words}, because the parameter is of type ${JSON.stringify(Type)} in ${file}, got ${JSON.stringify(value)}`);
  } else if (Array.isArray(EnumValues) && !EnumValues.includes(value)) {
    problems.add(`must be ${EnumValues.map(allowed => JSON.stringify(allowed)).join(', ')}, as ${file} says, got ${JSON.stringify(value)}`);
  }
}

const TYPES: Readonly<Record<string, { readonly words: string; readonly fits: (value: unknown) => boolean }>> = {
  String: { words: 'a text', fits: value => typeof value === 'string' },
  Integer: { words: 'a whole number', fits: value => Number.isInteger(value) },
  Float: { words: 'a number', fits: value => typeof value === 'number' },
  Boolean: { words: 'true or false', fits: value => typeof value === 'boolean' },
};

function readPipeline(path: string, file: string, problems: Problems): Record<string, unknown> | undefined {
  let pipeline: unknown;
  try {
    // Reading a pipe waits for ever, and a device has no end.
    const stats = statSync(path);
    if (!stats.isFile() && !stats.isDirectory()) {
      problems.add(`must be a plain file, and ${JSON.stringify(file)} is a pipe, socket or device`);
      return undefined;
    }
    if (stats.size > MOST_BYTES) {
      problems.add(`must be the JSON of a pipeline, and ${JSON.stringify(file)} has ${stats.size} bytes, more than any pipeline`);
      return undefined;
    }
    pipeline = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      problems.add(`there is no file ${JSON.stringify(file)}; `
        + 'the path is relative to the definition\'s file');
    } else if (code === 'EISDIR') {
      problems.add(`must be a file, got the folder ${JSON.stringify(file)}`);
    } else if (error instanceof SyntaxError) {
      problems.add('must be JSON as the SageMaker Python SDK writes it, '
        + `but ${JSON.stringify(file)} cannot be read as JSON`);
    } else {
      problems.add(`${JSON.stringify(file)} cannot be read; check its permissions`);
    }
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
