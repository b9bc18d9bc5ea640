import { monitorCheckRules } from './monitoring-rules';
import { References } from './references';
import { scheduleRules } from './schedule-rules';
import { Surroundings } from './surroundings';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { BatchInferenceDefinition } from '../batch-inference-definition';
import { BatchMonitoringDefinition } from '../batch-monitoring-definition';

/** What is scored is there, and what comes out can be made of it. */
export function batchRules(batch: BatchInferenceDefinition, problems: Problems, around: Surroundings): void {
  const { input, joinInput, splitBy } = batch;
  const references = new References(around);
  references.dataset(input, problems.at('input'));
  if (input === undefined) problems.at('input').add('is missing, and the model has no "batch" of its own; give what is scored');
  scheduleRules(batch, problems);
  if (joinInput && splitBy === 'none') {
    problems.at('joinInput').add('needs "splitBy: line", because predictions are joined to lines; change one of them');
  }
  if (isKnown(batch.monitoring)) watchedRunRules(batch.monitoring, references, problems.at('monitoring'));
}

const CHECKS = ['dataDrift', 'dataQuality', 'predictionDrift'] as const;

/** Each run is followed by its checks, which have no clock of their own. */
function watchedRunRules(monitoring: BatchMonitoringDefinition, references: References, problems: Problems): void {
  const given = CHECKS.filter(name => isKnown(monitoring[name]));
  if (given.length === 0) problems.add(`checks nothing; give "${CHECKS.join('", "')}", or remove it`);
  for (const name of given) {
    const check = monitoring[name]!;
    for (const key of ['schedule', 'timeZone'] as const) {
      if (check[key] !== undefined) problems.at(name, key).add('must not be given: the check follows each run of "batch"; remove it');
    }
    monitorCheckRules(name, { ...check, schedule: undefined, timeZone: undefined }, references, problems.at(name));
  }
}
