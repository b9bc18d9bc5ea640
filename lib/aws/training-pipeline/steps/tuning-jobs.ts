import { TuneStepDefinition } from '../../../definition/pipeline/steps/tune-step-definition';

const DEFAULT_MAX_JOBS = 20;
const DEFAULT_PARALLEL_JOBS = 2;

/** A grid tries every combination, no more and no less. */
export function maxJobs(step: TuneStepDefinition): number {
  return step.strategy === 'grid' ? combinations(step) : step.maxJobs ?? DEFAULT_MAX_JOBS;
}

export function parallelJobs(step: TuneStepDefinition): number {
  return Math.min(step.parallelJobs ?? DEFAULT_PARALLEL_JOBS, maxJobs(step));
}

export function combinations({ ranges }: TuneStepDefinition): number {
  return Object.values(ranges).reduce((product, range) => product * (range.categorical?.length ?? 1), 1);
}
