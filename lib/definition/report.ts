import { count } from './read-source';
import { Source, sourceOf } from './source';
import { inOrder } from './structure';
import { MlopsError } from '../private/errors';
import { PathSet } from '../private/path-set';
import { Problem, renderPath } from '../private/problems';

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
  const causes: Problem[] = [];
  const wrong = new PathSet();
  for (const layer of layers) {
    const own = layer.filter(({ path }) => !wrong.reachesInto(path));
    for (const problem of own) {
      causes.push(problem);
      [problem.path, ...problem.meant ?? []].forEach(path => wrong.add(path));
    }
  }
  return causes;
}

/** Throws everything that is wrong with a definition in one error, in the order of the file. Nothing happens when all is well. */
export function throwDefinitionProblems(definition: object, problems: readonly Problem[]): void {
  throwFindings([{ of: definition, problems }]);
}

/** The same for several files, such as a definition and its lock file: still one error. */
export function throwFindings(findings: readonly Findings[]): void {
  const faulty = findings.filter(({ problems }) => problems.length > 0);
  if (faulty.length === 0) return;
  const names = faulty.map(({ of }) => sourceOf(of)?.file ?? 'the definition');
  const lines = faulty.flatMap(linesOf);
  throw MlopsError.ofMany('InvalidDefinition',
    `${names.join(' and ')} ${names.length === 1 ? 'has' : 'have'} ${count(lines.length, 'problem')}`, lines);
}

/** Each problem once. In a file they stand in its order: that of the data differs where keys are numbers or merged. */
function linesOf({ of, problems }: Findings): string[] {
  const source = sourceOf(of);
  const ordered = inOrder(of, problems);
  const offsets = new Map(ordered.map(problem => [problem, source?.offset(problem.path, problem.ofKey ? 'key' : 'value') ?? 0]));
  const placed = ordered.sort((a, b) => offsets.get(a)! - offsets.get(b)!);
  return [...new Set(placed.map(problem => line(problem, source)))];
}

function line({ message, ofKey, path }: Problem, from: Source | undefined): string {
  return [from?.locate(path, ofKey ? 'key' : 'value'), path.length === 0 ? undefined : renderPath(path)]
    .filter(part => part !== undefined).join(' ') + `${path.length === 0 && from === undefined ? '' : ': '}${message}`;
}
