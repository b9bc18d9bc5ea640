import { parse } from 'yaml';
import { Graph, graphOf } from '../graph';

/** A workflow file as GitHub reads it. */
export interface ReadWorkflow {
  readonly name: string;
  readonly on: Readonly<Record<string, { branches?: string[]; paths?: string[]; inputs?: object } | null>>;
  readonly permissions: object;
  readonly concurrency?: object;
  readonly defaults: { run: { shell: string } };
  readonly jobs: Readonly<Record<string, ReadJob>>;
}

export interface ReadJob {
  readonly 'name': string;
  readonly 'needs'?: string[];
  readonly 'environment'?: string;
  readonly 'timeout-minutes'?: number;
  readonly 'permissions': Readonly<Record<string, string>>;
  readonly 'concurrency'?: object;
  readonly 'steps': ReadStep[];
}

export interface ReadStep {
  readonly id?: string;
  readonly name: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly run?: string;
}

export function readWorkflow(content: string): ReadWorkflow {
  return parse(content) as ReadWorkflow;
}

/** A stage of a run, as its file says it. */
export interface ReadStage {
  readonly name: string;
  readonly needs: string[];
}

/** Stages that are a job as a whole; every other one is a step. */
const JOBS = ['review', 'train', 'release'];

/** The stages of a run and what each needs, from its file alone: jobs by their needs, and the steps of each in their order. */
export function stagesOf({ jobs }: ReadWorkflow): ReadStage[] {
  const stages = new Map(Object.entries(jobs).map(([id, job]) => [id, stagesOfJob(id, job)]));
  return Object.entries(jobs).flatMap(([id, job]) => {
    const before = (job.needs ?? []).map(need => stages.get(need)!.at(-1)!);
    return stages.get(id)!.map((name, index, all) => ({ name, needs: index === 0 ? before : [all[index - 1]!] }));
  });
}

/** The run of a workflow, from its file alone. */
export function graphOfWorkflow({ jobs }: ReadWorkflow): Graph {
  return graphOf(new Map(Object.entries(jobs).map(([id, job]) =>
    [id, { needs: job.needs ?? [], environment: job.environment, stages: stagesOfJob(id, job) }])));
}

function stagesOfJob(id: string, job: ReadJob): string[] {
  if (JOBS.includes(id)) return [id];
  const steps = job.steps.flatMap(step => step.id === undefined || step.id === 'install' ? [] : [step.id]);
  return /after approval$/.test(job.name) ? [`approve-${job.environment}`, ...steps] : steps;
}
