import { count } from './read-source';
import { Source, sourceOf } from './source';
import { inOrder } from './structure';
import { MlopsError } from '../private/errors';
import { isInside, Problem, renderPath } from '../private/problems';

/** Data, and what is wrong with it. */
export interface Findings {
  readonly of: object;
  readonly problems: readonly Problem[];
}

/**
 * Joins what several layers of checks have found. What a later layer says of a value that an earlier one has found wrong,
 * or of what holds such a value, follows from the same cause and is left out.
 */
export function firstCauses(...layers: (readonly Problem[])[]): Problem[] {
  return layers.reduce<Problem[]>((causes, layer) =>
    [...causes, ...layer.filter(problem => !causes.some(cause => isInside(cause.path, problem.path)))], []);
}

/** Throws everything that is wrong with a definition in one error, in the order of the file. Nothing happens when all is well. */
export function throwDefinitionProblems(definition: object, problems: readonly Problem[]): void {
  throwFindings([{ of: definition, problems }]);
}

/** The same for several files, such as a definition and its lock file: still one error. */
export function throwFindings(findings: readonly Findings[]): void {
  const faulty = findings.filter(({ problems }) => problems.length > 0);
  if (faulty.length === 0) return;
  const names = faulty.map(({ of }) => source(of)?.file ?? 'the definition');
  const lines = faulty.map(({ of, problems }) => [...new Set(inOrder(of, problems).map(problem => line(problem, source(of))))]);
  const problemCount = count(lines.flat().length, 'problem');
  throw new MlopsError('InvalidDefinition', [
    `${names.join(' and ')} ${names.length === 1 ? 'has' : 'have'} ${problemCount}:`,
    ...lines.flat().map(text => `  ${text}`),
  ].join('\n'));
}

function source(of: object): Source | undefined {
  return of instanceof Source ? of : sourceOf(of);
}

function line({ message, ofKey, path }: Problem, from: Source | undefined): string {
  return [from?.locate(path, ofKey ? 'key' : 'value'), path.length === 0 ? undefined : renderPath(path)]
    .filter(part => part !== undefined).join(' ') + `${path.length === 0 && from === undefined ? '' : ': '}${message}`;
}
