import { Construct } from 'constructs';
import { missingProps, unknownProps, unreadableMeasures } from './known-props';
import { given } from '../../definition/given';
import { firstCauses } from '../../definition/report';
import { partGapRules } from '../../definition/rules/gap-rules';
import { partRules } from '../../definition/rules/part-rules';
import { Surroundings } from '../../definition/rules/surroundings';
import { inOrder, isObject, structureProblems } from '../../definition/structure';
import { MlopsError } from '../../private/errors';
import { PathSet } from '../../private/path-set';
import { inTurn, Problem, Problems, renderPath } from '../../private/problems';

/** Where the structs stand in a definition of which a place does not do everything, as the table of capabilities names it. */
const CAPABILITIES_OF: Readonly<Record<string, string>> = { EndpointDefinition: 'models.*.endpoint', MonitoringDefinition: 'models.*.monitoring' };

/** What a construct's props are checked for, beside the schema. */
interface Check<T> {
  /** Props that are parts of a definition themselves, with their structs. */
  readonly parts?: { readonly [Prop in keyof T]?: string };
  /** What the definition's part may refer to. */
  readonly around?: (props: T) => Surroundings;
  /** What AWS does not offer, and what the props beside the definition's need; these may trust the types. */
  readonly limits?: readonly ((props: T, problems: Problems) => void)[];
}

/**
 * Checks a construct's props: the definition's part as in a whole system, against its schema and the rules of every platform,
 * then against the limits of AWS. Everything that is wrong is thrown at once, under the construct's path.
 *
 * @param struct name of the definition struct that the props extend, for example `EndpointDefinition`
 */
export function checkProps<T extends object>(scope: Construct, struct: string | undefined, own: T, check: Check<T> = {}): void {
  const props = own ?? {};
  const { limits = [], around = () => ({}) } = check;
  const parts = Object.entries(check.parts ?? {}).filter(([prop]) => props[prop as keyof T] !== undefined) as [keyof T & string, string][];
  const structure = [
    ...struct === undefined ? [] : structureProblems(struct, props, { openTop: true }),
    ...parts.flatMap(([prop, part]) => structureProblems(part, props[prop]).map(problem => ({ ...problem, path: [prop, ...problem.path] }))),
    ...missingProps(scope, props),
    ...unreadableMeasures(props),
  ];
  const sound = new PathSet(structure.flatMap(({ path, meant = [] }) => [path, ...meant])).without(given(props)) as T | undefined;
  const general = sound === undefined ? [] : found(problems => {
    if (struct !== undefined) partRules(struct, sound, problems, around(sound));
    const key = struct === undefined ? undefined : CAPABILITIES_OF[struct];
    if (key !== undefined) partGapRules(sound, key, 'aws', problems);
    for (const [prop, part] of parts) if (isObject(sound[prop])) partRules(part, sound[prop], problems.at(prop), {});
  });
  // What one layer has found wrong, later ones need not say again.
  const layers = structure.length > 0 ? [] : limits.map(limit => found(problems => limit(props, problems)));
  const problems = new Problems();
  problems.addAll(inOrder(props, inTurn(firstCauses(structure, general), unknownProps(scope, props), ...layers)));
  throwProblems(scope, problems);
}

function found(rules: (problems: Problems) => void): readonly Problem[] {
  const problems = new Problems();
  rules(problems);
  return problems.all;
}

/** Throws for props that the construct does not have or needs, where nothing else of them is to be checked. */
export function checkPropNames(scope: Construct, own: object): void {
  const props = own ?? {};
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
