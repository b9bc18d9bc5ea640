import { boundedMetrics } from '../../../definition/pipeline/bounded-metrics';
import { parseReference } from '../../../definition/pipeline/reference';
import { StepGraph } from '../../../definition/pipeline/step-graph';
import { metricsOf } from '../../../definition/pipeline/step-kinds';
import { BoundedMetricDefinition, ConditionStepDefinition } from '../../../definition/pipeline/steps/condition-step-definition';
import { taskName } from '../pipeline-settings';

/** The output of a step that holds the content of its file of metrics. */
export const METRICS = 'metrics';

/** What must have succeeded before a step runs, and what must be true. */
export interface Prerequisites {
  readonly steps: readonly string[];
  readonly tests: readonly string[];
}

/**
 * A condition is no task of its own: what it starts waits for what it needs, and runs when it is true. Steps after such a step wait for it to
 * succeed, so they are left out where it is.
 */
export function prerequisites(graph: StepGraph, name: string): Prerequisites {
  const steps = new Set<string>();
  const tests = new Set<string>();
  for (const other of graph.needs(name)) {
    const condition = graph.step(other)?.condition;
    if (condition === undefined) {
      steps.add(other);
      continue;
    }
    const before = prerequisites(graph, other);
    before.steps.forEach(step => steps.add(step));
    before.tests.forEach(test => tests.add(test));
    const start = graph.start(name);
    if (start?.condition === other) tests.add(start.side === 'then' ? testOf(condition, graph) : `!(${testOf(condition, graph)})`);
  }
  return { steps: [...steps], tests: [...tests] };
}

/** Several tests as one, which Argo puts in before it decides. */
export function whenOf(tests: readonly string[]): string | undefined {
  if (tests.length === 0) return undefined;
  return `{{= ${tests.length === 1 ? tests[0] : tests.map(test => `(${test})`).join(' && ')} }}`;
}

/** Of a value that is no number nothing is true; of metrics that are no JSON the run ends with an error. */
function testOf(condition: ConditionStepDefinition, graph: StepGraph): string {
  return boundedMetrics(condition).map(bounded => testOfMetric(bounded, graph)).join(' && ');
}

function testOfMetric({ atLeast, atMost, metric }: BoundedMetricDefinition, graph: StepGraph): string {
  const reference = parseReference(metric);
  if (reference.kind !== 'step') throw new Error(`${metric} is no metric of a step`);
  const path = metricsOf(graph.step(reference.owner)!)![reference.name]!;
  const value = `asFloat(jsonpath(tasks['${taskName(reference.owner)}'].outputs.parameters['${METRICS}'], '$.${path}'))`;
  return [
    ...atLeast === undefined ? [] : [`${value} >= ${bound(atLeast)}`],
    ...atMost === undefined ? [] : [`${value} <= ${bound(atMost)}`],
  ].join(' && ');
}

function bound(value: number | string): string {
  const reference = typeof value === 'string' ? parseReference(value) : undefined;
  return reference?.kind === 'parameter' ? `asFloat(workflow.parameters['${reference.name}'])` : String(value);
}
