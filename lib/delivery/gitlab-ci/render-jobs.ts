import { Artifacts, Job, Need, Rule } from './pipeline';
import { DeliveryJob, DeliveryStep, SignInStep } from '../job';
import { RunVariables, signInLines, stepLines } from '../shell-step';

/** The job that tests and writes the templates: all runs of a pipeline have it in common. */
export const BUILD = 'build';

/** What the whole pipeline is told, as variables. */
export const RELEASED_MODEL = 'RELEASED_MODEL';
export const RELEASED_VERSION = 'RELEASED_VERSION';

const KNOWN: RunVariables = { 'run-token': 'CI_JOB_TOKEN', 'version': RELEASED_VERSION };

/** Who cannot read the project cannot read what its jobs leave. */
const KEPT = { access: 'developer', expire_in: '30 days' } as const;

/** The sources that a merge request is held against. */
const BASE = ['git fetch --quiet --depth 1 origin "$CI_MERGE_REQUEST_DIFF_BASE_SHA"', 'git worktree add --quiet --detach base FETCH_HEAD'];

/** Where the jobs of a run stand. */
export interface RunOfJobs {
  /** With which the names of its jobs begin, but for the first. */
  readonly name: string;
  /** What holds one job back while another changes the same. */
  readonly group: string;
  /** When the run is there. */
  readonly rules: readonly Rule[];
}

/** The jobs of a run behind the first. */
export function renderPipelineJobs(run: RunOfJobs, jobs: readonly DeliveryJob[]): { [name: string]: Job } {
  return Object.fromEntries(jobs.filter(({ id }) => id !== BUILD).map(job => [`${run.name}: ${job.id}`, renderJob(run, job)]));
}

export function renderJob(run: RunOfJobs, { environment, id, isApproved, minutes, needs, steps }: DeliveryJob): Job {
  const has = (kind: DeliveryStep['kind']) => steps.some(step => step.kind === kind);
  const signIns = steps.filter((step): step is SignInStep => step.kind === 'sign-in');
  const artifacts = artifactsOf(steps);
  return {
    stage: id,
    needs: needsOf(run, needs, has('templates')),
    rules: isApproved ? run.rules.map(rule => ({ ...rule, when: 'manual', allow_failure: false })) : run.rules,
    timeout: `${minutes} minutes`,
    ...environment !== undefined && { environment: { name: environment }, resource_group: `${run.group}-${environment}` },
    interruptible: signIns.length === 0,
    ...signIns.length > 0 && { id_tokens: Object.fromEntries(signIns.map(step => [tokenOf(step), { aud: step.role.roleName }])) },
    // Where nothing of the repository is run, nothing of it is there.
    variables: { GIT_STRATEGY: has('sources') || has('base') ? 'clone' : 'empty' },
    script: steps.flatMap(step => scriptOf(step)),
    ...artifacts && { artifacts },
  };
}

/** After one job, and with the templates of another. */
function needsOf({ name }: RunOfJobs, needs: string | undefined, templates: boolean): Need[] {
  if (needs === undefined) return [];
  if (needs === BUILD) return [{ job: BUILD, artifacts: templates }];
  return [{ job: `${name}: ${needs}`, artifacts: false }, ...templates ? [{ job: BUILD, artifacts: true }] : []];
}

function scriptOf(step: DeliveryStep): (readonly string[])[] {
  switch (step.kind) {
    case 'script': return [stepLines(step, KNOWN)];
    case 'sign-in': return [signInLines(step, { variable: tokenOf(step) }, 'gitlab-$CI_PIPELINE_ID')];
    case 'base': return [BASE];
    // The runner and the image have done these.
    case 'keep-templates': case 'sources': case 'templates': case 'tools': return [];
  }
}

/** The variable of the token for a role. */
function tokenOf({ duty, environment }: SignInStep): string {
  return `TOKEN_TO_${duty}_${environment.replaceAll('-', '_')}`.toUpperCase();
}

function artifactsOf(steps: readonly DeliveryStep[]): Artifacts | undefined {
  if (steps.some(({ kind }) => kind === 'keep-templates')) return { paths: ['cdk.out/'], ...KEPT };
  if (!steps.some(step => step.kind === 'script' && step.name.startsWith('What changes'))) return undefined;
  return { paths: ['changes.md'], expose_as: 'What changes', ...KEPT };
}
