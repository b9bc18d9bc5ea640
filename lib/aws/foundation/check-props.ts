import { Construct } from 'constructs';
import { missingProps, unknownProps, unreadableMeasures } from './known-props';
import { structureProblems } from '../../definition/structure';
import { MlopsError } from '../../private/errors';
import { inTurn, Problems, renderPath } from '../../private/problems';

/**
 * Checks a construct's props: the definition's part against its schema, then the given rules. Everything that is wrong is
 * thrown at once, under the construct's path.
 *
 * @param struct name of the definition struct that the props extend, for example `EndpointDefinition`
 */
export function checkProps<T extends object>(scope: Construct, struct: string, given: T, ...rules: ((props: T, problems: Problems) => void)[]): void {
  const props = given ?? {};
  const structure = [...structureProblems(struct, props, { openTop: true }), ...missingProps(scope, props), ...unreadableMeasures(props)];
  // Rules may trust the types only when the structure is right. What one has found wrong, later ones need not say again.
  const layers = structure.length > 0 ? [] : rules.map(rule => {
    const found = new Problems();
    rule(props, found);
    return found.all;
  });
  const problems = new Problems();
  problems.addAll(inTurn(unknownProps(scope, props), structure, ...layers));
  throwProblems(scope, problems);
}

/** Throws for props that the construct does not have or needs, where nothing else of them is to be checked. */
export function checkPropNames(scope: Construct, given: object): void {
  const props = given ?? {};
  const problems = new Problems();
  problems.addAll([...unknownProps(scope, props), ...missingProps(scope, props)]);
  throwProblems(scope, problems);
}

/** Throws everything that was found, under the construct's path. */
export function throwProblems(scope: Construct, problems: Problems): void {
  if (problems.all.length === 0) return;
  const lines = problems.all.map(problem => `  ${problem.path.length > 0 ? `${renderPath(problem.path)}: ` : ''}${problem.message}`);
  throw new MlopsError('InvalidProps', [`${scope.constructor.name} '${scope.node.path}' is not valid:`, ...new Set(lines)].join('\n'));
}
