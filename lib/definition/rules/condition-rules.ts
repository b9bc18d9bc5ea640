import { boundRules } from './bound-rules';
import { items } from './names';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { boundedMetrics } from '../pipeline/bounded-metrics';
import { ConditionStepDefinition } from '../pipeline/steps/condition-step-definition';

/** A condition has bounds, each said once, and decides something. */
export function conditionRules(condition: ConditionStepDefinition, problems: Problems): void {
  boundRules(condition, problems);
  const metrics = boundedMetrics(condition).map(({ metric }) => metric);
  for (const [index, other] of items(condition.also)) {
    const at = problems.at('also', index);
    boundRules(other, at);
    if (isKnown(other.metric) && metrics.indexOf(other.metric) <= index) {
      at.at('metric').add(`${JSON.stringify(other.metric)} has bounds already; give "atLeast" and "atMost" in one place`);
    }
  }
  if ((condition.then ?? []).length + (condition.otherwise ?? []).length === 0) {
    problems.add('decides nothing; give the steps of "then" or "otherwise"');
  }
}
