import { JobDefinition, ProcessStepDefinition, RangeDefinition, StepDefinition, TrainStepDefinition, TuneStepDefinition } from '../../definition/step-definition';
import { listed, unknownName } from '../../private/nearest';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { mebibytes, seconds } from '../../private/units';
import { hasLocalStorage } from '../private/local-storage';
import { EcrImage } from '../model/ecr-image';
import { kindOf } from './step-reference';
import { METRICS_OUTPUT, outputNames } from './steps/process-step';
import { combinations } from './steps/tune-step';

const DAY = 86_400;
const OUTPUT_NAME = /^[a-zA-Z0-9_-]{1,64}$/;
const CHANNEL_NAME = /^[A-Za-z0-9._-]{1,64}$/;
const ENVIRONMENT_NAME = /^[a-zA-Z_][a-zA-Z0-9_]{0,255}$/;

/** Limits of the jobs: those of the API of `CreateProcessingJob`, `CreateTrainingJob` and `CreateHyperParameterTuningJob`. */
const PROCESS = { days: 5, value: 256, inputs: 10, outputs: 10, arguments: 100, argumentLength: 256, disk: 1024 };
const TRAIN = { days: 28, value: 512, inputs: 20, hyperparameters: 100, hyperparameterLength: 2500, metrics: 40, disk: 16_384 };
const MAX_VARIABLES = 100;
const MAX_RANGES = 30;

/** What concerns the job of a process, train or tune step. */
export function jobRules(step: StepDefinition, problems: Problems): void {
  const kind = kindOf(step);
  if (step.process) processRules(step.process, problems.at('process'));
  const train = step.train ?? step.tune;
  if (train) trainRules(train, problems.at(kind!));
}

function processRules(step: ProcessStepDefinition, problems: Problems): void {
  commonRules(step, PROCESS, problems);
  if (step.script === undefined && step.image === undefined) {
    problems.add('must have `script`, or `image` with an entry point of its own');
  }
  const inputs = Object.keys(step.inputs ?? {}).length + (step.script === undefined ? 0 : 1);
  if (inputs > PROCESS.inputs) problems.at('inputs').add(`must have at most ${PROCESS.inputs} inputs, the script among them, got ${inputs}; join some in one folder`);
  const outputs = outputNames(step);
  if (outputs.length > PROCESS.outputs) problems.at('outputs').add(`must have at most ${PROCESS.outputs} outputs, the metrics among them, got ${outputs.length}`);
  step.outputs?.forEach((name, index) => {
    if (isKnown(name) && !OUTPUT_NAME.test(name)) problems.at('outputs', index).add(`must be from 1 to 64 letters, digits, hyphens and underscores, got ${JSON.stringify(name)}`);
    if (step.outputs!.indexOf(name) !== index) problems.at('outputs', index).add(`${JSON.stringify(name)} is there twice`);
    if (step.metrics && name === METRICS_OUTPUT) problems.at('outputs', index).add('is the output of `metrics`; leave it out');
  });
  const count = 2 * Object.keys(step.arguments ?? {}).length;
  if (count > PROCESS.arguments) problems.at('arguments').add(`must have at most ${PROCESS.arguments / 2} arguments, got ${count / 2}; write a file and make it an input`);
  for (const [name, value] of Object.entries(step.arguments ?? {})) {
    if (!/^[\w-]+$/.test(name)) problems.at('arguments', name).add('must be a name of letters, digits, hyphens and underscores');
    if (isKnown(value) && String(value).length > PROCESS.argumentLength) problems.at('arguments', name).add(`must have at most ${PROCESS.argumentLength} characters, got ${String(value).length}`);
  }
}

function trainRules(step: TrainStepDefinition, problems: Problems): void {
  commonRules(step, TRAIN, problems);
  if (step.image === undefined && step.framework === undefined) problems.add('must have `framework` or `image`: what trains the model');
  // The XGBoost image is an algorithm too; the others only run scripts.
  if (step.script === undefined && step.image === undefined && step.framework !== undefined && step.framework !== 'xgboost') {
    problems.at('script').add(`is needed: the ${step.framework} image brings no algorithm of its own`);
  }
  const inputs = Object.keys(step.inputs ?? {});
  if (inputs.length + (step.script === undefined ? 0 : 1) > TRAIN.inputs) problems.at('inputs').add(`must have at most ${TRAIN.inputs} inputs, the script among them, got ${inputs.length + 1}`);
  for (const name of inputs.filter(input => !CHANNEL_NAME.test(input))) {
    problems.at('inputs', name).add('must be a name of at most 64 letters, digits, dots, hyphens and underscores');
  }
  const hyperparameters = Object.entries(step.hyperparameters ?? {});
  if (hyperparameters.length > TRAIN.hyperparameters - 2) problems.at('hyperparameters').add(`must have at most ${TRAIN.hyperparameters - 2} hyperparameters, got ${hyperparameters.length}`);
  for (const [name, value] of hyperparameters) {
    if (name.startsWith('sagemaker_')) problems.at('hyperparameters', name).add('names that begin with `sagemaker_` belong to the service; choose another');
    if (isKnown(value) && String(value).length > TRAIN.hyperparameterLength) problems.at('hyperparameters', name).add(`must have at most ${TRAIN.hyperparameterLength} characters, got ${String(value).length}`);
  }
  metricRules(step, problems.at('metrics'));
}

function commonRules(job: JobDefinition, limits: { days: number; value: number; disk: number }, problems: Problems): void {
  if (job.image !== undefined) {
    if (isKnown(job.image) && !EcrImage.parse(job.image)) problems.at('image').add(`must be an image in Amazon ECR, got ${JSON.stringify(job.image)}; for example 111111111111.dkr.ecr.eu-west-1.amazonaws.com/name:tag`);
    for (const key of ['framework', 'frameworkVersion'] as const) {
      if (job[key] !== undefined) problems.at(key).add('must not be given beside `image`; keep one of them');
    }
  }
  if (isKnown(job.timeout) && !(seconds(job.timeout) >= 60 && seconds(job.timeout) <= limits.days * DAY)) {
    problems.at('timeout').add(`must be from 1m to ${limits.days}d, got ${JSON.stringify(job.timeout)}`);
  }
  const volume = job.compute?.volume;
  if (isKnown(volume) && isKnown(job.compute?.type) && hasLocalStorage(job.compute.type)) {
    problems.at('compute', 'volume').add(`must not be given for ${job.compute.type}, which stores data on its own disks; remove it`);
  } else if (isKnown(volume) && !(mebibytes(volume) >= 1024 && mebibytes(volume) <= limits.disk * 1024)) {
    problems.at('compute', 'volume').add(`must be from 1GiB to ${limits.disk}GiB, got ${JSON.stringify(volume)}`);
  }
  const variables = Object.entries(job.environment ?? {});
  // One place is kept for the tracking URI.
  if (variables.length > MAX_VARIABLES - 1) problems.at('environment').add(`must have at most ${MAX_VARIABLES - 1} variables, got ${variables.length}`);
  for (const [name, value] of variables) {
    if (isKnown(name) && !ENVIRONMENT_NAME.test(name)) problems.at('environment', name).add('must be a name of letters, digits and underscores');
    if (isKnown(value) && value.length > limits.value) problems.at('environment', name).add(`must have at most ${limits.value} characters, got ${value.length}`);
  }
  if (job.script !== undefined && job.inputs?.code !== undefined) problems.at('inputs', 'code').add('is where the script is; give the input another name');
}

function metricRules(step: TrainStepDefinition, problems: Problems): void {
  const metrics = Object.entries(step.metrics ?? {});
  if (metrics.length > TRAIN.metrics) problems.add(`must have at most ${TRAIN.metrics} metrics, got ${metrics.length}`);
  for (const [name, regex] of metrics.filter(([, text]) => isKnown(text))) {
    const groups = groupsOf(regex);
    if (groups === undefined) problems.at(name).add(`must be a regular expression, got ${JSON.stringify(regex)}`);
    else if (groups !== 1) problems.at(name).add(`must have one group, which is the value, got ${groups} in ${JSON.stringify(regex)}; write for example "auc=([0-9.]+)"`);
  }
}

/** How many groups a regular expression has; nothing when it is none. */
function groupsOf(regex: string): number | undefined {
  try {
    return new RegExp(`${regex}|`).exec('')!.length - 1;
  } catch {
    return undefined;
  }
}

/** What concerns the search of a tune step. */
export function tuneRules(step: TuneStepDefinition, problems: Problems): void {
  const metrics = Object.keys(step.metrics ?? {});
  // A built-in algorithm brings its own metrics.
  const builtIn = step.script === undefined && step.image === undefined;
  if (!builtIn && !metrics.includes(step.objective)) problems.at('objective').add(unknownName('metric', step.objective, metrics));
  const names = Object.keys(step.ranges);
  if (names.length < 1 || names.length > MAX_RANGES) problems.at('ranges').add(`must have from 1 to ${MAX_RANGES} hyperparameters, got ${names.length}`);
  for (const name of names) {
    rangeRules(step.ranges[name]!, step, problems.at('ranges', name));
    if (step.hyperparameters?.[name] !== undefined) problems.at('ranges', name).add('is among `hyperparameters` already; it either varies or stays');
  }
  if (isKnown(step.maxJobs) && isKnown(step.parallelJobs) && step.parallelJobs > step.maxJobs) {
    problems.at('parallelJobs').add(`must not be more than \`maxJobs\` (${step.maxJobs}), got ${step.parallelJobs}`);
  }
  if (step.strategy === 'grid' && isKnown(step.maxJobs) && step.maxJobs !== combinations(step)) {
    problems.at('maxJobs').add(`must be the number of combinations of the grid, ${combinations(step)}, got ${step.maxJobs}; leave it out`);
  }
}

function rangeRules(range: RangeDefinition, step: TuneStepDefinition, problems: Problems): void {
  if (step.strategy === 'grid' && !range.categorical) problems.add('must be `categorical` with strategy "grid"; list the values, or choose another strategy');
  for (const kind of ['continuous', 'integer'] as const) {
    const [low, high] = range[kind] ?? [];
    if (!isKnown(low) || !isKnown(high)) continue;
    if (!(low < high)) problems.at(kind).add(`must rise from the smallest to the largest value, got ${low} and ${high}`);
    if (kind === 'integer' && !(Number.isInteger(low) && Number.isInteger(high))) problems.at(kind).add(`must be whole numbers, got ${low} and ${high}; use \`continuous\``);
    if (range.scale === 'logarithmic' && !(low > 0)) problems.at(kind).add(`must be above 0 with scale "logarithmic", got ${low}`);
    if (range.scale === 'reverse-logarithmic' && !(low >= 0 && high < 1)) problems.at(kind).add(`must be from 0 to below 1 with scale "reverse-logarithmic", got ${low} and ${high}`);
  }
  if (range.categorical && range.scale !== undefined) problems.at('scale').add(`is for numbers, not for ${listed(range.categorical, 3)}; remove it`);
}
