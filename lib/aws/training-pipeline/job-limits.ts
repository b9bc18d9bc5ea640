import { Token } from 'aws-cdk-lib';
import { CONFIG_PLACES } from './explain-contract';
import { outputNames } from './steps/process-outputs';
import { combinations } from './steps/tuning-jobs';
import { ExplainStepDefinition } from '../../definition/pipeline/steps/explain-step-definition';
import { IngestStepDefinition } from '../../definition/pipeline/steps/ingest-step-definition';
import { JobDefinition } from '../../definition/pipeline/steps/job-definition';
import { JobSettingsDefinition } from '../../definition/pipeline/steps/job-settings-definition';
import { ProcessStepDefinition } from '../../definition/pipeline/steps/process-step-definition';
import { TrainStepDefinition } from '../../definition/pipeline/steps/train-step-definition';
import { TrainingSetStepDefinition } from '../../definition/pipeline/steps/training-set-step-definition';
import { TuneStepDefinition } from '../../definition/pipeline/steps/tune-step-definition';
import { valueAt } from '../../definition/structure';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { mebibytes, seconds } from '../../private/units';
import { hasLocalStorage } from '../foundation/local-storage';
import { EcrImage } from '../model/ecr-image';

const DAY = 86_400;
const MAX_NAME = 64;
const ENVIRONMENT_NAME = /^[a-zA-Z_][a-zA-Z0-9_]{0,255}$/;

/**
 * Limits of the jobs: those of the API of `CreateProcessingJob`, `CreateTrainingJob` and `CreateHyperParameterTuningJob`. Of a hundred
 * variables some are the library's: the tracking URI, the package index, the script, and what an explanation is told.
 */
const PROCESS = { days: 5, value: 256, inputs: 10, outputs: 10, arguments: 50, argumentLength: 256, disk: 1024, variables: 97 };
const EXPLAIN = { ...PROCESS, variables: 92 };
const TRAIN = { days: 28, value: 512, variables: 97, inputs: 20, hyperparameters: 98, hyperparameterLength: 2500, metrics: 40, disk: 16_384 };
const MAX_RANGES = 30;
/** A job has at most 100 arguments; each group takes two. */
const MOST_JOINED = 40;

/** What the service asks of the job of a process step. */
export function processLimits(step: ProcessStepDefinition, problems: Problems): void {
  commonLimits(step, PROCESS, problems);
  atMost(PROCESS.outputs, outputNames(step).length, 'outputs, the metrics among them', problems.at('outputs'));
  step.outputs?.forEach((name, index) => {
    tooLong(MAX_NAME, name, problems.at('outputs', index));
  });
  atMost(PROCESS.arguments, Object.keys(step.arguments ?? {}).length, 'arguments; write a file and make it an input', problems.at('arguments'));
  for (const [name, value] of Object.entries(step.arguments ?? {})) {
    if (!/^[\w-]+$/.test(name)) problems.at('arguments', name).add('must be a name of letters, digits, hyphens and underscores');
    tooLong(PROCESS.argumentLength, value, problems.at('arguments', name));
  }
}

/** What it asks of a training job. */
export function trainLimits(step: TrainStepDefinition, problems: Problems): void {
  commonLimits(step, TRAIN, problems);
  // The XGBoost image is an algorithm too; the others only run scripts.
  if (step.script === undefined && step.image === undefined && isKnown(step.framework) && step.framework !== 'xgboost') {
    problems.at('script').add(`is needed: the ${step.framework} image brings no algorithm of its own`);
  }
  for (const name of Object.keys(step.inputs ?? {})) tooLong(MAX_NAME, name, problems.at('inputs', name));
  const hyperparameters = Object.entries(step.hyperparameters ?? {});
  atMost(TRAIN.hyperparameters, hyperparameters.length, 'hyperparameters', problems.at('hyperparameters'));
  for (const [name, value] of hyperparameters) {
    if (name.startsWith('sagemaker_')) {
      problems.at('hyperparameters', name).add('names that begin with `sagemaker_` belong to the service; choose another');
    }
    tooLong(TRAIN.hyperparameterLength, value, problems.at('hyperparameters', name));
  }
  atMost(TRAIN.metrics, Object.keys(step.metrics ?? {}).length, 'metrics', problems.at('metrics'));
}

/** What it asks of a tuning job and of the training jobs in it. */
export function tuneLimits(step: TuneStepDefinition, problems: Problems): void {
  trainLimits(step, problems);
  atMost(MAX_RANGES, Object.keys(step.ranges).length, 'hyperparameters that vary', problems.at('ranges'));
  for (const [name, range] of Object.entries(step.ranges)) {
    const at = problems.at('ranges', name);
    if (step.strategy === 'grid' && !range.categorical) {
      at.add('must be `categorical` with strategy "grid"; list the values, or choose another strategy');
    }
    const [low, high] = range.continuous ?? [];
    if (range.scale === 'reverse-logarithmic' && range.integer) {
      at.at('scale').add('"reverse-logarithmic" is for `continuous` ranges; choose another');
    }
    if (range.scale === 'reverse-logarithmic' && isKnown(low) && isKnown(high) && !(low >= 0 && high < 1)) {
      at.at('continuous').add(`must be from 0 to below 1 on a reverse-logarithmic scale, got [${low}, ${high}]`);
    }
  }
  if (step.strategy === 'grid' && isKnown(step.maxJobs) && step.maxJobs !== combinations(step)) {
    problems.at('maxJobs').add(`must be the number of combinations of the grid, ${combinations(step)}, got ${step.maxJobs}; leave it out`);
  }
}

/** What it asks of the job of an explain step, and the library of its configuration. */
export function explainLimits(step: ExplainStepDefinition, problems: Problems): void {
  commonLimits(step, EXPLAIN, problems);
  oneMachine(step, 'explains', problems);
  for (const name of Object.keys(step.environment ?? {}).filter(variable => /^(EXPLAIN|MLOPS)_/.test(variable))) {
    problems.at('environment', name).add('names that begin with `EXPLAIN_` or `MLOPS_` belong to the library; choose another');
  }
  for (const place of Object.values(CONFIG_PLACES).filter(each => holdsToken(valueAt(step, each)))) {
    problems.at(...place).add('must be known when the app is synthesised, because it becomes part of a file; write the value itself');
  }
}

/** What it asks of the job that writes a feature group. */
export function ingestLimits(step: IngestStepDefinition, problems: Problems): void {
  commonLimits(step, PROCESS, problems);
  oneMachine(step, 'writes', problems);
  if (isKnown(step.wait) && seconds(step.wait) > DAY) {
    problems.at('wait').add(`must be from 0s to 1d, got ${JSON.stringify(step.wait)}; records are there within 15 minutes`);
  }
}

/** What it asks of the job that makes a training set. */
export function trainingSetLimits(step: TrainingSetStepDefinition, problems: Problems): void {
  commonLimits(step, PROCESS, problems);
  oneMachine(step, 'asks Amazon Athena', problems);
  atMost(MOST_JOINED, step.join.length, 'feature groups; join some of them into one group before', problems.at('join'));
}

function oneMachine({ compute: { count } = {} }: JobSettingsDefinition, does: string, problems: Problems): void {
  if (isKnown(count) && count !== 1) problems.at('compute', 'count').add(`must be 1, because one machine ${does}, got ${count}; remove it`);
}

function holdsToken(value: unknown): boolean {
  if (Token.isUnresolved(value)) return true;
  return value !== null && typeof value === 'object' && Object.values(value).some(holdsToken);
}

type Limits = Readonly<Record<'days' | 'disk' | 'inputs' | 'value' | 'variables', number>>;

function commonLimits(job: JobDefinition, limits: Limits, problems: Problems): void {
  if (isKnown(job.image) && !EcrImage.parse(job.image)) {
    problems.at('image').add(`must be an image in Amazon ECR, got ${JSON.stringify(job.image)}; `
      + 'for example 111111111111.dkr.ecr.eu-west-1.amazonaws.com/name:tag');
  }
  if (isKnown(job.timeout) && !(seconds(job.timeout) >= 60 && seconds(job.timeout) <= limits.days * DAY)) {
    problems.at('timeout').add(`must be from 1m to ${limits.days}d, got ${JSON.stringify(job.timeout)}`);
  }
  volumeLimits(job, limits.disk, problems.at('compute', 'volume'));
  const inputs = Object.keys(job.inputs ?? {}).length + (job.script === undefined ? 0 : 1);
  atMost(limits.inputs, inputs, 'inputs, the script among them; join some in one folder', problems.at('inputs'));
  if (job.script !== undefined && job.inputs?.code !== undefined) {
    problems.at('inputs', 'code').add('is where the script is; give the input another name');
  }
  const variables = Object.entries(job.environment ?? {});
  atMost(limits.variables, variables.length, 'variables', problems.at('environment'));
  for (const [name, value] of variables) {
    if (isKnown(name) && !ENVIRONMENT_NAME.test(name)) problems.at('environment', name).add('must be a name of letters, digits and underscores');
    tooLong(limits.value, value, problems.at('environment', name));
  }
}

function volumeLimits({ compute }: JobDefinition, disk: number, problems: Problems): void {
  const { type, volume } = compute ?? {};
  if (!isKnown(volume)) return;
  if (hasLocalStorage(type)) {
    problems.add(`must not be given for ${type}, which stores data on disks of its own; remove it`);
  } else if (!(mebibytes(volume) >= 1024 && mebibytes(volume) <= disk * 1024)) {
    problems.add(`must be from 1GiB to ${disk}GiB, got ${JSON.stringify(volume)}`);
  }
}

function atMost(most: number, count: number, what: string, problems: Problems): void {
  const [name, advice] = what.split('; ');
  if (count > most) problems.add(`must have at most ${most} ${name}, got ${count}${advice === undefined ? '' : `; ${advice}`}`);
}

function tooLong(most: number, value: string | number | boolean, problems: Problems): void {
  if (isKnown(value) && String(value).length > most) problems.add(`must have at most ${most} characters, got ${String(value).length}`);
}
