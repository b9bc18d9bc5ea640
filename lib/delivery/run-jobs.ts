import { DeliveryJob } from './job';
import { ModelDelivery } from './model-delivery';
import { buildJob, promotionJob, releaseJob, reviewJob, trainJob, verifyJob } from './stage-jobs';
import { DeliveryStage, StageOf } from '../definition/delivery/delivery-stage';

/** The jobs of a run, each after the one before. */
export function runJobs(delivery: ModelDelivery, stages: readonly DeliveryStage[]): DeliveryJob[] {
  const jobs: DeliveryJob[] = [];
  for (const own of together(stages)) jobs.push(jobOf(delivery, own, jobs.at(-1)?.id ?? ''));
  return jobs;
}

/** What runs code of the repository is one job, and so is everything about one environment. */
function together(stages: readonly DeliveryStage[]): DeliveryStage[][] {
  const jobs: DeliveryStage[][] = [];
  for (const stage of stages) {
    const last = jobs.at(-1);
    if (last !== undefined && place(last[0]!) === place(stage)) last.push(stage);
    else jobs.push([stage]);
  }
  return jobs;
}

/** What the stages of one job have in common. */
function place(stage: DeliveryStage): string {
  if (stage.kind === 'test' || stage.kind === 'synth') return 'the repository';
  return 'environment' in stage && stage.environment !== undefined ? `in ${stage.environment}` : stage.name;
}

function jobOf(delivery: ModelDelivery, stages: readonly DeliveryStage[], needs: string): DeliveryJob {
  const first = stages[0]!;
  switch (first.kind) {
    case 'test': case 'synth': return buildJob(stages);
    case 'review': return reviewJob(delivery);
    case 'train': return trainJob(delivery, first, needs);
    case 'release': return releaseJob(delivery, first.name, needs);
    case 'verify': if (first.environment === undefined) return verifyJob(delivery, first, needs);
  }
  return promotionJob(delivery, (first as StageOf<'deploy'>).environment, stages, needs);
}
