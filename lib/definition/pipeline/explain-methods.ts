import { ExplainStepDefinition } from './steps/explain-step-definition';

const EXPLAIN_METHODS = ['shap', 'lime', 'partialDependence'] as const;

/** A way of explaining; its options stand among the methods of an explain step under the same name. */
export type ExplainMethod = (typeof EXPLAIN_METHODS)[number];

/** The output that holds the report of an explain step. */
export const EXPLAIN_REPORT = 'report';

/** The methods of an explain step: those that it names, else all. */
export function methodsOf(explain: ExplainStepDefinition): ExplainMethod[] {
  const named = EXPLAIN_METHODS.filter(method => explain.methods?.[method] !== undefined);
  return named.length > 0 ? named : [...EXPLAIN_METHODS];
}

/** Whether SHAP and LIME both run, so that they can be compared. */
export function compares(explain: ExplainStepDefinition): boolean {
  return methodsOf(explain).includes('shap') && methodsOf(explain).includes('lime');
}

/** The metrics of an explain step, each with its path in the file that the program writes. */
export function explainMetrics(explain: ExplainStepDefinition): { readonly [name: string]: string } {
  const paths = [
    'stability', 'topOverlap',
    ...(compares(explain) ? ['agreement', 'topAgreement'] : []),
    ...methodsOf(explain).flatMap(method => [`${method}.stability`, `${method}.topOverlap`]),
  ];
  return Object.fromEntries(paths.map(path => [path, path]));
}
