import { items } from './names';
import { isKnown } from '../../private/tokens';
import { StepDefinition } from '../step-definition';
import { ExplainStepDefinition } from '../steps/explain-step-definition';

const EXPLAIN_METHODS = ['shap', 'lime', 'partialDependence'] as const;

/** A way of explaining; its options stand in an explain step under the same name. */
export type ExplainMethod = (typeof EXPLAIN_METHODS)[number];

/** The output that holds the report of an explain step. */
export const EXPLAIN_REPORT = 'report';

/** The methods of an explain step: those that it names, else all. */
export function methodsOf(explain: ExplainStepDefinition): ExplainMethod[] {
  const named = EXPLAIN_METHODS.filter(method => explain[method] !== undefined);
  return named.length > 0 ? named : [...EXPLAIN_METHODS];
}

/** Whether SHAP and LIME both run, so that they can be compared. */
export function compares(explain: ExplainStepDefinition): boolean {
  return methodsOf(explain).includes('shap') && methodsOf(explain).includes('lime');
}

/** The metrics that a condition can use, by name, each with its path in the file that the step writes; `undefined` for steps without any. */
export function metricsOf({ process, explain }: StepDefinition): { readonly [name: string]: string } | undefined {
  if (explain === undefined) return process?.metrics;
  const paths = [
    'stability', 'topOverlap',
    ...(compares(explain) ? ['agreement', 'topAgreement'] : []),
    ...methodsOf(explain).flatMap(method => [`${method}.stability`, `${method}.topOverlap`]),
  ];
  return Object.fromEntries(paths.map(path => [path, path]));
}

/** The outputs of a step that are data; `undefined` when they are only known at deployment. */
export function dataOf({ process, explain, train, transform, tune }: StepDefinition): string[] | undefined {
  if (process?.outputs !== undefined && !isKnown(process.outputs)) return undefined;
  if (process !== undefined) return items(process.outputs).map(([, name]) => name);
  if (transform !== undefined) return ['predictions'];
  if (explain !== undefined) return [EXPLAIN_REPORT];
  return train !== undefined || tune !== undefined ? ['model'] : [];
}
