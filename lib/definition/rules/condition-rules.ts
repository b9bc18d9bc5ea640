import { boundRules } from './bound-rules';
import { Problems } from '../../private/problems';
import { ConditionStepDefinition } from '../pipeline/steps/condition-step-definition';

/** A condition has a bound, and decides something. */
export function conditionRules(condition: ConditionStepDefinition, problems: Problems): void {
  boundRules(condition, problems);
  if ((condition.then ?? []).length + (condition.otherwise ?? []).length === 0) {
    problems.add('decides nothing; give the steps of "then" or "otherwise"');
  }
}
