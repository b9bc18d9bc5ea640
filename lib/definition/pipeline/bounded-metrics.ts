import { BoundedMetricDefinition, ConditionStepDefinition } from './steps/condition-step-definition';

/** The metrics by which a condition decides, all of which must be good: its own first. */
export function boundedMetrics({ metric, atLeast, atMost, also = [] }: ConditionStepDefinition): BoundedMetricDefinition[] {
  return [{ metric, atLeast, atMost }, ...also];
}
