import { ACTIONS } from './pinned-actions';
import { ActionStep, Concurrency, Expression, Job, Permissions, Step, Variables } from './workflow';
import { DeliveryJob, DeliveryStep, PreparedStep, RunValue, SignInStep } from '../job';

const RUNNER = 'ubuntu-24.04';

/** Where the templates are kept between the jobs of a run. */
const TEMPLATES = 'templates';

const EXPRESSIONS: { readonly [Value in RunValue['value']]: Expression } = {
  'run-token': { expression: 'github.token' },
  'version': { expression: 'inputs.version' },
};

const PREPARED: { readonly [Kind in PreparedStep['kind']]: Step } = {
  // No token stays behind in the folder of the sources.
  'sources': { name: 'Check out', uses: ACTIONS.checkout, with: { 'persist-credentials': false } },
  'base': {
    name: 'Check out',
    uses: ACTIONS.checkout,
    with: { 'persist-credentials': false, 'path': 'base', 'ref': { expression: 'github.event.pull_request.base.sha' } },
  },
  // Nothing of an earlier run is used again: what a pull request left in a cache would run in a deployment.
  'tools': { name: 'Set up Node.js', uses: ACTIONS.setupNode, with: { 'node-version': 22, 'package-manager-cache': false } },
  'keep-templates': {
    name: 'Keep the templates',
    uses: ACTIONS.uploadArtifact,
    with: { 'name': TEMPLATES, 'path': 'cdk.out', 'include-hidden-files': true, 'if-no-files-found': 'error', 'retention-days': 30 },
  },
  'templates': { name: 'Fetch the templates', uses: ACTIONS.downloadArtifact, with: { name: TEMPLATES, path: 'cdk.out' } },
};

/** The jobs of a run by their names. Of all that change a model in an environment, one goes on at a time, and none is broken off. */
export function renderWorkflowJobs(runName: string, jobs: readonly DeliveryJob[]): { [id: string]: Job } {
  return Object.fromEntries(jobs.map(job => [job.id, renderJob(runName, job)]));
}

function renderJob(runName: string, { environment, minutes, name, needs, steps }: DeliveryJob): Job {
  return {
    name,
    ...needs !== undefined && { needs: [needs] },
    'runs-on': RUNNER,
    'timeout-minutes': minutes,
    ...environment !== undefined && { environment },
    'permissions': permissionsOf(steps),
    ...environment !== undefined && { concurrency: inTurn(`${runName}-${environment}`) },
    'steps': steps.map(renderStep),
  };
}

/** A job may do what its steps need, and nothing else. */
function permissionsOf(steps: readonly DeliveryStep[]): Permissions {
  const startsRuns = steps.some(step => step.kind === 'script' && Object.values(step.variables ?? {}).some(isRunToken));
  return {
    ...steps.some(({ kind }) => kind === 'sources' || kind === 'base') && { contents: 'read' },
    ...steps.some(({ kind }) => kind === 'sign-in') && { 'id-token': 'write' },
    ...startsRuns && { actions: 'write' },
  };
}

function isRunToken(value: RunValue | string): boolean {
  return typeof value === 'object' && value.value === 'run-token';
}

function renderStep(step: DeliveryStep): Step {
  switch (step.kind) {
    case 'sign-in': return assume(step);
    case 'script': return { id: step.id, name: step.name, env: step.variables && renderVariables(step.variables), run: step.run };
    default: return PREPARED[step.kind];
  }
}

function renderVariables(variables: { readonly [name: string]: RunValue | string }): Variables {
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, typeof value === 'string' ? value : EXPRESSIONS[value.value]]));
}

function assume({ duty, environment, role: { account, region, roleArn }, seconds }: SignInStep): ActionStep {
  return {
    name: `Sign in to ${environment}, to ${duty}`,
    uses: ACTIONS.configureAws,
    with: {
      'role-to-assume': roleArn,
      'aws-region': region,
      'allowed-account-ids': account,
      ...seconds !== undefined && { 'role-duration-seconds': seconds },
    },
  };
}

function inTurn(group: string): Concurrency {
  return { group, 'cancel-in-progress': false };
}
