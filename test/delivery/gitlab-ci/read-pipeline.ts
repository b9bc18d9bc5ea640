import { parseAllDocuments } from 'yaml';
import { Graph, graphOf, ReadRunJob } from '../graph';

export interface ReadRule {
  readonly if: string;
  readonly changes?: { readonly paths: readonly string[] };
  readonly when?: string;
  readonly allow_failure?: boolean;
}

export interface ReadJob {
  readonly stage: string;
  readonly needs: readonly { readonly job: string; readonly artifacts: boolean }[];
  readonly rules: readonly ReadRule[];
  readonly timeout: string;
  readonly environment?: { readonly name: string };
  readonly resource_group?: string;
  readonly interruptible: boolean;
  readonly id_tokens?: { readonly [variable: string]: { readonly aud: string } };
  readonly variables: { readonly [name: string]: string };
  readonly script: readonly string[];
  readonly artifacts?: { readonly paths: readonly string[] };
}

/** A `.gitlab-ci.yml` as GitLab reads it. */
export interface ReadPipeline {
  readonly inputs: { readonly [name: string]: { readonly default: string; readonly options?: readonly string[]; readonly regex?: string } };
  readonly workflow: { readonly rules: readonly ReadRule[] };
  readonly stages: readonly string[];
  readonly variables: { readonly [name: string]: string };
  readonly jobs: ReadonlyMap<string, ReadJob>;
}

const TOP = ['workflow', 'default', 'variables', 'stages'];

export function readPipeline(content: string): ReadPipeline {
  const [header, body] = parseAllDocuments(content).map(document => (document as { toJS(): unknown }).toJS()) as [{ spec: Pick<ReadPipeline, 'inputs'> }, Omit<ReadPipeline, 'inputs' | 'jobs'>];
  const jobs = Object.entries(body).filter(([key]) => !TOP.includes(key)) as [string, ReadJob][];
  return { ...body, inputs: header.spec.inputs, jobs: new Map(jobs) };
}

/** Stages that are a job as a whole; every other one is a step. */
const JOBS = ['review', 'train', 'release'];

/** The run whose jobs have a name, such as `churn` or `churn release`, from the file alone. */
export function graphOfRun({ jobs }: ReadPipeline, run: string): Graph {
  const own = [...jobs].filter(([name]) => name === 'build' || name.startsWith(`${run}: `));
  return graphOf(new Map(own.map(([name, job]) => [name, readRunJob(name.split(': ').at(-1)!, job)])));
}

function readRunJob(id: string, { environment, needs, rules, script }: ReadJob): ReadRunJob {
  const steps = script.flatMap(lines => /^# ([a-z][\w-]*): /.exec(lines)?.[1] ?? []).filter(step => step !== 'install');
  const isApproved = rules.every(({ when, allow_failure: mayFail }) => when === 'manual' && mayFail === false);
  const stages = JOBS.includes(id) ? [id] : [...isApproved ? [`approve-${environment?.name}`] : [], ...steps];
  return { needs: needs.map(({ job }) => job), environment: environment?.name, stages };
}

/** What GitLab knows of a pipeline when it looks at rules. */
export type Variables = { readonly [name: string]: string };

/** The jobs that are in a pipeline; nothing when there is no pipeline. Only what the rules here have is known of their language. */
export function jobsIn({ jobs, workflow }: ReadPipeline, variables: Variables, changed: (paths: readonly string[]) => boolean): string[] {
  const holds = ({ changes, if: condition }: ReadRule) => isTrue(condition, variables) && (changes === undefined || changed(changes.paths));
  if (!workflow.rules.some(holds)) return [];
  return [...jobs].filter(([, { rules }]) => rules.some(holds)).map(([name]) => name);
}

function isTrue(condition: string, variables: Variables): boolean {
  return condition.split(' && ').every(part => {
    const [, variable, operator, value] = /^\$(\w+) (==|!=) "([^"]*)"$/.exec(part) ?? [];
    if (variable === undefined) throw new Error(`the rule is of another kind: ${part}`);
    return (variables[variable] === value) === (operator === '==');
  });
}
