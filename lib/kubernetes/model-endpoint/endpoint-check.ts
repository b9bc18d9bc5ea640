import { Construct } from 'constructs';
import { AskedEndpoint } from './endpoint-settings';
import { podEndpointLimits, podModelLimits } from './model-endpoint-limits';
import { firstCauses } from '../../definition/report';
import { partGapRules } from '../../definition/rules/gap-rules';
import { partRules } from '../../definition/rules/part-rules';
import { isObject, structureProblems } from '../../definition/structure';
import { MlopsError } from '../../private/errors';
import { inTurn, Problem, Problems, renderPath } from '../../private/problems';

/** Checks an endpoint that stands alone as in a whole system, and throws everything that is wrong at once, under the construct's path. */
export function checkEndpoint(scope: Construct, asked: AskedEndpoint): void {
  const { endpoint, identity, model, serving } = asked;
  const namespaced = { namespace: asked.namespace, ...serving !== undefined && { serving }, ...identity !== undefined && { identity } };
  const structure = [
    ...structureProblems('EndpointDefinition', endpoint),
    ...isObject(model) ? structureProblems('ModelSourceDefinition', model).map(inside('model')) : [{ path: ['model'], message: 'is missing' }],
    ...structureProblems('KubernetesPlaceDefinition', namespaced),
  ];
  // Rules trust the types.
  const layers = structure.length > 0 ? [] : [
    found(problems => {
      partRules('EndpointDefinition', endpoint, problems, {});
      partRules('ModelSourceDefinition', model, problems.at('model'), {});
      partGapRules(endpoint, 'models.*.endpoint', 'kubernetes', problems);
      partGapRules(model, 'models.*', 'kubernetes', problems.at('model'));
    }),
    found(problems => {
      podEndpointLimits(asked, problems);
      podModelLimits(asked, { model: problems.at('model'), endpoint: problems });
    }),
  ];
  const problems = inTurn(firstCauses(structure), ...layers);
  if (problems.length === 0) return;
  const lines = problems.map(({ message, path }) => `  ${path.length > 0 ? `${renderPath(path)}: ` : ''}${message}`);
  throw new MlopsError('InvalidProps', [`${scope.constructor.name} '${scope.node.path}' is not valid:`, ...new Set(lines)].join('\n'));
}

function inside(key: string): (problem: Problem) => Problem {
  return problem => ({ ...problem, path: [key, ...problem.path] });
}

function found(rules: (problems: Problems) => void): readonly Problem[] {
  const problems = new Problems();
  rules(problems);
  return problems.all;
}
