import { Construct } from 'constructs';
import { firstCauses } from '../../definition/report';
import { partGapRules } from '../../definition/rules/gap-rules';
import { partRules } from '../../definition/rules/part-rules';
import { Surroundings } from '../../definition/rules/surroundings';
import { isObject, structureProblems } from '../../definition/structure';
import { MlopsError } from '../../private/errors';
import { inTurn, Path, Problem, Problems, renderPath } from '../../private/problems';

/** A piece of what a construct was asked for. */
export interface AskedPart {
  /** The struct of the definition that it is. */
  readonly struct: string;
  readonly value: unknown;
  /** Where it stands in the props. */
  readonly path: Path;
  /** Where it stands in a definition, as the table of capabilities names it. */
  readonly key?: string;
  /** What its texts may refer to. */
  readonly around?: Surroundings;
}

/**
 * Checks a construct that stands alone as in a whole system, and throws everything that is wrong at once, under the construct's path.
 *
 * @param limits what the cluster cannot do; they see only what is right by itself
 */
export function checkPart(scope: Construct, parts: readonly AskedPart[], limits: (problems: Problems) => void): void {
  const structure = parts.flatMap(({ path, struct, value }) => isObject(value)
    ? structureProblems(struct, value).map(problem => ({ ...problem, path: [...path, ...problem.path] }))
    : [{ path, message: 'is missing' }]);
  // Rules trust the types.
  const layers = structure.length > 0 ? [] : [
    found(problems => {
      for (const { around = {}, path, struct, value } of parts) partRules(struct, value as object, problems.at(...path), around);
      for (const { key, path, value } of parts) if (key !== undefined) partGapRules(value as object, key, 'kubernetes', problems.at(...path));
    }),
    found(limits),
  ];
  const problems = inTurn(firstCauses(structure), ...layers);
  if (problems.length === 0) return;
  const lines = problems.map(({ message, path }) => `  ${path.length > 0 ? `${renderPath(path)}: ` : ''}${message}`);
  throw new MlopsError('InvalidProps', [`${scope.constructor.name} '${scope.node.path}' is not valid:`, ...new Set(lines)].join('\n'));
}

function found(rules: (problems: Problems) => void): readonly Problem[] {
  const problems = new Problems();
  rules(problems);
  return problems.all;
}
