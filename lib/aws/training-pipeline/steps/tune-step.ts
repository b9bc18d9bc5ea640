import { StepRenderer } from './step-renderer';
import { encoded, trainingJob } from './training-job';
import { RangeDefinition, TuneStepDefinition } from '../../../definition/steps/tune-step-definition';

const DEFAULT_MAX_JOBS = 20;
const DEFAULT_PARALLEL_JOBS = 2;

const STRATEGIES = { bayesian: 'Bayesian', grid: 'Grid', hyperband: 'Hyperband', random: 'Random' };
const DIRECTIONS = { maximize: 'Maximize', minimize: 'Minimize' };
const SCALES = { 'auto': 'Auto', 'linear': 'Linear', 'logarithmic': 'Logarithmic', 'reverse-logarithmic': 'ReverseLogarithmic' };

export const TUNE_STEP: StepRenderer<'tune'> = {
  type: 'Tuning',
  caches: 'withPipeline',
  retries: 'job',
  job: 'hyper-parameter-tuning-job',
  render: (step, context) => {
    const { common, hyperparameters } = trainingJob(step, context);
    return {
      Arguments: {
        HyperParameterTuningJobConfig: {
          Strategy: STRATEGIES[step.strategy ?? 'bayesian'],
          HyperParameterTuningJobObjective: { MetricName: step.objective, Type: DIRECTIONS[step.direction ?? 'maximize'] },
          ResourceLimits: {
            MaxNumberOfTrainingJobs: maxJobs(step),
            MaxParallelTrainingJobs: Math.min(step.parallelJobs ?? DEFAULT_PARALLEL_JOBS, maxJobs(step)),
          },
          ParameterRanges: parameterRanges(step),
        },
        TrainingJobDefinition: { ...common, StaticHyperParameters: hyperparameters },
      },
    };
  },
};

/** A grid tries every combination, no more and no less. */
export function maxJobs(step: TuneStepDefinition): number {
  return step.strategy === 'grid' ? combinations(step) : step.maxJobs ?? DEFAULT_MAX_JOBS;
}

export function combinations({ ranges }: TuneStepDefinition): number {
  return Object.values(ranges).reduce((product, range) => product * (range.categorical?.length ?? 1), 1);
}

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
