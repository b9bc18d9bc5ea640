import { boundRules } from './bound-rules';
import { explainRules } from './explain-rules';
import { imageRules } from './image-rules';
import { checkUnique, entries, entry, has, items, namesOf } from './names';
import { References } from './references';
import { unknownName } from '../../private/nearest';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { PipelineDefinition } from '../pipeline-definition';
import { shown } from '../schema-errors';
import { StepDefinition } from '../step-definition';
import { ConditionStepDefinition } from '../steps/condition-step-definition';
import { JobDefinition } from '../steps/job-definition';
import { ProcessStepDefinition } from '../steps/process-step-definition';
import { RegisterStepDefinition } from '../steps/register-step-definition';
import { TrainStepDefinition } from '../steps/train-step-definition';
import { RangeDefinition, TuneStepDefinition } from '../steps/tune-step-definition';

/** What is true of one step by itself: its references exist, and its keys do not contradict each other. */
export function stepRules(step: StepDefinition, pipeline: PipelineDefinition, references: References, problems: Problems): void {
  for (const [index, name] of items(step.after)) references.step(name, problems.at('after', index));
  checkUnique(step.after, problems.at('after'));
  if (step.process !== undefined) processRules(step.process, references, problems.at('process'));
  if (step.train !== undefined) trainRules(step.train, references, problems.at('train'));
  if (step.tune !== undefined) tuneRules(step.tune, references, problems.at('tune'));
  if (step.transform !== undefined) {
    references.model(step.transform.model, ['createModel'], problems.at('transform', 'model'));
    references.data(step.transform.input, problems.at('transform', 'input'));
  }
  if (step.explain !== undefined) explainRules(step.explain, pipeline, references, problems.at('explain'));
  if (step.condition !== undefined) conditionRules(step.condition, references, problems.at('condition'));
  if (step.register !== undefined) registerRules(step.register, pipeline, references, problems.at('register'));
  if (step.createModel !== undefined) references.model(step.createModel.model, ['train', 'tune'], problems.at('createModel', 'model'));
  for (const kind of ['lambda', 'callback'] as const) {
    for (const [name, value] of entries(step[kind]?.inputs)) references.parameter(value, problems.at(kind, 'inputs', name));
  }
}

function jobRules(job: JobDefinition, references: References, problems: Problems): void {
  imageRules(job, problems);
  for (const [name, value] of entries(job.inputs)) {
    const at = problems.at('inputs', name);
    if (!/^[\w-]+$/.test(name)) at.addForKey(`the name of an input must be letters, digits, underscores and hyphens, got ${JSON.stringify(name)}`);
    references.data(value, at);
  }
}

function processRules(process: ProcessStepDefinition, references: References, problems: Problems): void {
  jobRules(process, references, problems);
  if (process.script === undefined && process.image === undefined) problems.add('needs something to run; give a "script" or an "image"');
  checkUnique(process.outputs, problems.at('outputs'));
  for (const [index, name] of items(process.outputs)) {
    const at = problems.at('outputs', index);
    if (!/^[\w-]+$/.test(name)) at.add(`the name of an output must be letters, digits, underscores and hyphens, got ${JSON.stringify(name)}`);
    else if (name === 'metrics' && process.metrics !== undefined) at.add('the output "metrics" is taken by the file of the metrics; take another name');
  }
  for (const [name, value] of entries(process.arguments)) references.parameter(value, problems.at('arguments', name));
}

function trainRules(train: TrainStepDefinition, references: References, problems: Problems): void {
  jobRules(train, references, problems);
  if (train.framework === undefined && train.image === undefined) problems.add('needs a "framework" or an "image" to train with');
  for (const [name, value] of entries(train.hyperparameters)) references.parameter(value, problems.at('hyperparameters', name));
  for (const [name, expression] of entries(train.metrics)) metricExpressionRules(expression, problems.at('metrics', name));
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

function tuneRules(tune: TuneStepDefinition, references: References, problems: Problems): void {
  trainRules(tune, references, problems);
  if (isKnown(tune.objective) && !has(tune.metrics, tune.objective)) {
    problems.at('objective').add(unknownName('metric', tune.objective, namesOf(tune.metrics), 'in "metrics"'));
  }
  if (tune.ranges !== undefined && namesOf(tune.ranges).length === 0) problems.at('ranges').add('must have at least one hyperparameter that varies');
  for (const [name, range] of entries(tune.ranges)) {
    rangeRules(range, problems.at('ranges', name));
    if (has(tune.hyperparameters, name)) {
      problems.at('hyperparameters', name).addForKey(`the hyperparameter ${JSON.stringify(name)} varies in "ranges", so it has no fixed value; remove one`);
    }
  }
  const { maxJobs = 20, parallelJobs = 2 } = tune;
  if (isKnown(maxJobs) && isKnown(parallelJobs) && parallelJobs > maxJobs) {
    problems.at('parallelJobs').add(`must be at most ${maxJobs}, the value of "maxJobs", got ${parallelJobs}`);
  }
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

function conditionRules(condition: ConditionStepDefinition, references: References, problems: Problems): void {
  references.metric(condition.metric, problems.at('metric'));
  boundRules(condition, problems);
  for (const key of ['atLeast', 'atMost'] as const) {
    const bound = condition[key];
    if (!isKnown(bound) || typeof bound !== 'string') continue;
    if (bound.startsWith('parameters.')) references.parameter(bound, problems.at(key), true);
    else problems.at(key).add(`must be a number or "parameters.<name>", got ${JSON.stringify(bound)}`);
  }
  for (const branch of ['then', 'otherwise'] as const) {
    for (const [index, name] of items(condition[branch])) references.step(name, problems.at(branch, index));
  }
  if ((condition.then ?? []).length + (condition.otherwise ?? []).length === 0) problems.add('decides nothing; give the steps of "then" or "otherwise"');
}

function registerRules(register: RegisterStepDefinition, pipeline: PipelineDefinition, references: References, problems: Problems): void {
  references.model(register.model, ['train', 'tune'], problems.at('model'));
  if (!isKnown(register.metrics)) return;
  const at = problems.at('metrics');
  references.step(register.metrics, at);
  const step = entry(pipeline.steps, register.metrics);
  if (step !== undefined && step.process?.metrics === undefined) {
    const better = entries(pipeline.steps).find(([, other]) => other.process?.metrics !== undefined);
    at.add(`must be a process step with "metrics", got ${JSON.stringify(register.metrics)}${better === undefined ? '' : `; for example ${JSON.stringify(better[0])}`}`);
  }
}
