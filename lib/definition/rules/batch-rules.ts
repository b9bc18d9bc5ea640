import { References } from './references';
import { scheduleRules } from './schedule-rules';
import { Surroundings } from './surroundings';
import { Problems } from '../../private/problems';
import { BatchInferenceDefinition } from '../batch-inference-definition';

/** What is scored is there, and what comes out can be made of it. */
export function batchRules(batch: BatchInferenceDefinition, problems: Problems, around: Surroundings): void {
  const { input, joinInput, splitBy } = batch;
  new References(around).dataset(input, problems.at('input'));
  scheduleRules(batch, problems);
  if (joinInput && splitBy === 'none') {
    problems.at('joinInput').add('needs "splitBy: line", because predictions are joined to lines; change one of them');
  }
}
