import { GithubDelivery } from './delivered-system';
import { buildJob, promotionJob, releaseJob, reviewJob, trainJob, verifyJob } from './jobs';
import { Job } from './workflow';
import { DeliveryStage } from '../../definition/delivery/delivery-stage';

/** Stages that one job carries out. */
interface JobStages {
  readonly id: string;
  readonly stages: readonly DeliveryStage[];
}

/** The jobs of a run, each after the one before. */
export function runJobs(delivery: GithubDelivery, stages: readonly DeliveryStage[]): { [id: string]: Job } {
  const jobs: [id: string, job: Job][] = [];
  for (const { id, stages: own } of together(stages)) jobs.push([id, renderJob(delivery, id, own, jobs.at(-1)?.[0] ?? '')]);
  return Object.fromEntries(jobs);
}

/** What runs code of the repository is one job, and so is everything about one environment. */
function together(stages: readonly DeliveryStage[]): JobStages[] {
  const jobs: { id: string; stages: DeliveryStage[] }[] = [];
  for (const stage of stages) {
    const id = jobOf(stage);
    if (jobs.at(-1)?.id === id) jobs.at(-1)!.stages.push(stage);
    else jobs.push({ id, stages: [stage] });
  }
  return jobs;
}

function jobOf(stage: DeliveryStage): string {
  if (stage.kind === 'test' || stage.kind === 'synth') return 'build';
  return 'environment' in stage && stage.environment !== undefined ? `to-${stage.environment}` : stage.name;
}

function renderJob(delivery: GithubDelivery, id: string, stages: readonly DeliveryStage[], needs: string): Job {
  const [first] = stages;
  switch (first!.kind) {
    case 'test': case 'synth': return buildJob(stages);
    case 'review': return reviewJob(delivery);
    case 'train': return trainJob(delivery, first as Extract<DeliveryStage, { kind: 'train' }>, needs);
    case 'release': return releaseJob(delivery, needs);
    case 'verify': if (id === first!.name) return verifyJob(delivery, first as Extract<DeliveryStage, { kind: 'verify' }>, needs);
  }
  return promotionJob(delivery, (first as Extract<DeliveryStage, { kind: 'deploy' }>).environment, stages, needs);
}
