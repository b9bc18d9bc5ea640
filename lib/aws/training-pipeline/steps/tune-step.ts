import { trainingSource } from './job';
import { StepRenderer } from './step-renderer';
import { encoded, trainingJob } from './training-job';
import { maxJobs, parallelJobs } from './tuning-jobs';
import { RangeDefinition, TuneStepDefinition } from '../../../definition/pipeline/steps/tune-step-definition';
import { tuneLimits } from '../job-limits';
import { join } from '../pipeline-expression';

const STRATEGIES = { bayesian: 'Bayesian', grid: 'Grid', hyperband: 'Hyperband', random: 'Random' };
const DIRECTIONS = { maximize: 'Maximize', minimize: 'Minimize' };
const SCALES = { 'auto': 'Auto', 'linear': 'Linear', 'logarithmic': 'Logarithmic', 'reverse-logarithmic': 'ReverseLogarithmic' };

export const TUNE_STEP: StepRenderer<'tune'> = {
  type: 'Tuning',
  caches: 'withPipeline',
  retries: 'job',
  job: 'hyper-parameter-tuning-job',
  output: (_name, reported) => join(
    '/', reported('TrainingJobDefinition.OutputDataConfig.S3OutputPath'), reported('BestTrainingJob.TrainingJobName'), 'output', 'model.tar.gz',
  ),
  image: step => step,
  source: trainingSource,
  limits: tuneLimits,
  render: (step, context) => {
    const { common, hyperparameters } = trainingJob(step, context);
    return {
      Arguments: {
        HyperParameterTuningJobConfig: {
          Strategy: STRATEGIES[step.strategy ?? 'bayesian'],
          HyperParameterTuningJobObjective: { MetricName: step.objective, Type: DIRECTIONS[step.direction ?? 'maximize'] },
          ResourceLimits: {
            MaxNumberOfTrainingJobs: maxJobs(step),
            MaxParallelTrainingJobs: parallelJobs(step),
          },
          ParameterRanges: parameterRanges(step),
        },
        TrainingJobDefinition: { ...common, StaticHyperParameters: hyperparameters },
      },
    };
  },
};

function parameterRanges(step: TuneStepDefinition): object {
  const ranges = Object.entries(step.ranges);
  const numeric = (kind: 'continuous' | 'integer') => ranges.filter(([, range]) => range[kind]).map(([Name, range]) => {
    const [low, high] = range[kind]!;
    return { Name, MinValue: String(low), MaxValue: String(high), ScalingType: scale(range) };
  });
  const categorical = ranges.filter(([, range]) => range.categorical)
    .map(([Name, range]) => ({ Name, Values: range.categorical!.map(value => encoded(value, step.script !== undefined)) }));
  return Object.fromEntries(Object.entries({
    ContinuousParameterRanges: numeric('continuous'),
    IntegerParameterRanges: numeric('integer'),
    CategoricalParameterRanges: categorical,
  }).filter(([, list]) => list.length > 0));
}

function scale(range: RangeDefinition): string {
  return SCALES[range.scale ?? 'auto'];
}
