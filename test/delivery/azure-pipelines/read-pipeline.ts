import { parse } from 'yaml';
import { Graph, graphOf, ReadRunJob } from '../graph';

export interface ReadStep {
  readonly bash?: string;
  readonly checkout?: string;
  readonly task?: string;
  readonly name?: string;
  readonly persistCredentials?: boolean;
  readonly inputs?: { readonly [name: string]: boolean | string };
  readonly env?: { readonly [name: string]: string };
}

export interface ReadJob {
  readonly environment?: string;
  readonly timeoutInMinutes: number;
  readonly steps: readonly ReadStep[];
}

export interface ReadStage {
  readonly stage: string;
  readonly dependsOn: readonly string[];
  readonly job: ReadJob;
}

/** A pipeline file as Azure Pipelines reads it. */
export interface ReadPipeline {
  readonly trigger: unknown;
  readonly pr: string;
  readonly lockBehavior?: string;
  readonly parameters?: readonly { readonly name: string; readonly type: string; readonly default?: string }[];
  readonly stages: readonly ReadStage[];
}

type FileJob = Omit<ReadJob, 'steps'> & { readonly steps?: ReadJob['steps']; readonly strategy?: { runOnce: { deploy: { steps: ReadJob['steps'] } } } };

export function readPipeline(content: string): ReadPipeline {
  const { stages, ...pipeline } = parse(content) as Omit<ReadPipeline, 'stages'> & { stages: (Omit<ReadStage, 'job'> & { jobs: [FileJob] })[] };
  return {
    ...pipeline,
    stages: stages.map(({ dependsOn, jobs: [job, ...others], stage }) => {
      if (others.length > 0) throw new Error(`stage ${stage} has more than one job`);
      return { stage, dependsOn, job: { ...job, steps: job.steps ?? job.strategy!.runOnce.deploy.steps } };
    }),
  };
}

/** The commands of a step, whichever way it has them. */
export function commandsOf({ bash, inputs }: ReadStep): string {
  return bash ?? String(inputs?.inlineScript ?? '');
}

/** Stages that are one of a run as a whole; every other one has steps that are. */
const WHOLE = ['review', 'train', 'release'];

/** The run of a pipeline, from its file alone. */
export function graphOfPipeline({ stages }: ReadPipeline, system: string): Graph {
  return graphOf(new Map(stages.map(({ dependsOn, job, stage }): [string, ReadRunJob] => {
    const waits = job.steps.some(({ task }) => task === 'ManualValidation@1');
    const steps = job.steps.flatMap(({ name }) => name === undefined || name === 'install' ? [] : [idOf(name)]);
    return [stage, {
      needs: dependsOn,
      // A person is asked before the stage that needs it, so what is approved is where that one deploys.
      environment: waits ? idOf(stage).replace(/^approve-/, '') : job.environment?.replace(`${system}-`, ''),
      stages: waits || WHOLE.includes(stage) ? [idOf(stage)] : steps,
    }];
  })));
}

function idOf(name: string): string {
  return name.replaceAll('_', '-');
}
