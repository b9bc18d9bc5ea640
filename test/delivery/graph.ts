/** A run as its files say it. */
export interface Graph {
  /** Every stage, with those that must have gone well before. */
  readonly stages: readonly { readonly name: string; readonly needs: readonly string[] }[];
  /** The environment of each stage that has one: whose rules hold, and of which its tokens are. */
  readonly environments: { readonly [stage: string]: string };
}

/** A job as a file says it: its stages in their order. */
export interface ReadRunJob {
  readonly needs: readonly string[];
  readonly environment?: string;
  readonly stages: readonly string[];
}

/** The stages of all jobs, each after the one before it; the first of a job after the last of those that the job needs. */
export function graphOf(jobs: ReadonlyMap<string, ReadRunJob>): Graph {
  const all = [...jobs.values()].flatMap(({ environment, needs, stages }) => stages.map((name, index) => ({
    name, environment, needs: index > 0 ? [stages[index - 1]!] : direct(needs, jobs).map(need => jobs.get(need)!.stages.at(-1)!),
  })));
  return {
    stages: all.map(({ name, needs }) => ({ name, needs })),
    environments: Object.fromEntries(all.flatMap(({ environment, name }) => environment === undefined ? [] : [[name, environment]])),
  };
}

/** Without what another need has waited for already. */
function direct(needs: readonly string[], jobs: ReadonlyMap<string, ReadRunJob>): string[] {
  const before = (job: string): string[] => jobs.get(job)!.needs.flatMap(need => [need, ...before(need)]);
  return needs.filter(need => !needs.some(other => before(other).includes(need)));
}
