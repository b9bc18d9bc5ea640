import { jobRules } from './job-rules';
import { checkUnique, entries, has, isOpen, namesOf } from './names';
import { unknownName } from '../../private/nearest';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { TrainStepDefinition } from '../pipeline/steps/train-step-definition';
import { RangeDefinition, TuneStepDefinition } from '../pipeline/steps/tune-step-definition';
import { shown } from '../schema-errors';

/** A step that trains has something to train with, and its metrics can be read. */
export function trainRules(train: TrainStepDefinition, problems: Problems): void {
  jobRules(train, problems);
  if (train.framework === undefined && train.image === undefined) problems.add('needs a "framework" or an "image" to train with');
  for (const [name, expression] of entries(train.metrics)) metricExpressionRules(expression, problems.at('metrics', name));
}

/** A step that tunes has a metric that decides and hyperparameters that vary. */
export function tuneRules(tune: TuneStepDefinition, problems: Problems): void {
  trainRules(tune, problems);
  if (isKnown(tune.objective) && !isOpen(tune, 'metrics') && !has(tune.metrics, tune.objective)) {
    problems.at('objective').add(unknownName('metric', tune.objective, namesOf(tune.metrics), 'in "metrics"'));
  }
  if (tune.ranges !== undefined && namesOf(tune.ranges).length === 0) problems.at('ranges').add('must have at least one hyperparameter that varies');
  for (const [name, range] of entries(tune.ranges)) {
    rangeRules(range, problems.at('ranges', name));
    if (has(tune.hyperparameters, name)) {
      problems.at('hyperparameters', name).addForKey(`the hyperparameter ${JSON.stringify(name)} varies in "ranges", so it has no fixed value; `
        + 'remove one');
    }
  }
  const { maxJobs = 20, parallelJobs = 2 } = tune;
  if (isKnown(maxJobs) && isKnown(parallelJobs) && parallelJobs > maxJobs) {
    problems.at('parallelJobs').add(`must be at most ${maxJobs}, the value of "maxJobs", got ${parallelJobs}`);
  }
}

function metricExpressionRules(expression: string, problems: Problems): void {
  let groups: number;
  try {
    groups = new RegExp(`${expression}|`).exec('')!.length - 1;
  } catch {
    return problems.add(`must be a regular expression, got ${shown(expression)}`);
  }
  if (groups < 1) problems.add(`must have a group around the value, such as auc=([0-9.]+), got ${shown(expression)}`);
}

function rangeRules(range: RangeDefinition, problems: Problems): void {
  for (const kind of ['continuous', 'integer'] as const) {
    const values = range[kind];
    if (!isKnown(values) || !values.every(isKnown)) continue;
    const [min, max] = values;
    const at = problems.at(kind);
    if (min === undefined || max === undefined) continue;
    if (kind === 'integer') {
      values.forEach((value, index) => Number.isInteger(value) || at.at(index).add(`must be a whole number, got ${value}; or use "continuous"`));
    }
    if (min >= max) at.add(`must be the smallest and the largest value, got [${min}, ${max}]; the first must be below the second`);
    else if (range.scale === 'logarithmic' && min <= 0) at.at(0).add(`must be above 0 on a logarithmic scale, got ${min}`);
  }
  if (range.categorical !== undefined) {
    checkUnique(range.categorical, problems.at('categorical'));
    if (range.scale !== undefined) problems.at('scale').add('has no meaning for "categorical"; remove it');
  }
}
