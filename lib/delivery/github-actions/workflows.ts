import { DeliveredSystem, GithubDelivery } from './delivered-system';
import { buildJob, RUNNER } from './jobs';
import { runJobs } from './run-jobs';
import { COMPARE } from './scripts';
import { sources, templates } from './steps';
import { Job, Workflow } from './workflow';
import { deliveredModels } from '../../definition/delivery/delivered-model';
import { DeliveryStage, StageOf } from '../../definition/delivery/delivery-stage';
import { githubRepository } from '../../definition/delivery/github-identity';

/** No job may do anything that it does not ask for. */
const NOTHING = {};

/** A newer commit of a pull request breaks off what looks at an older one. */
const NEWEST_OF_A_CHANGE = { 'group': '${{ github.workflow }}-${{ github.ref }}', 'cancel-in-progress': true };

function header(what: string): string[] {
  return [
    what,
    'Written by `npx mlops delivery` from the definition of the system; change that, and run the command again.',
  ];
}

/** Looks at a change before it is merged: with no right in any environment, so that a change from a fork is looked at like every other. */
export function pullRequestWorkflow(of: DeliveredSystem): Workflow {
  const models = deliveredModels(of.system).map(model => new GithubDelivery(of, model));
  const { stages } = models[0]!.plan.change;
  const paths = models.map(({ plan }) => plan.change.paths);
  return {
    header: header(`Tests what would change in ${of.system.name}.`),
    name: `${of.system.name}: pull request`,
    on: { pull_request: changedFiles(of, paths.some(own => own.length === 0) ? [] : [...new Set(paths.flat())]) },
    permissions: NOTHING,
    concurrency: NEWEST_OF_A_CHANGE,
    jobs: { build: buildJob(stages), review: comparison(stages) },
  };
}

/** Writes the templates of the branch that the change goes to, and compares. */
function comparison(stages: readonly DeliveryStage[]): Job {
  const test = stages.find((stage): stage is StageOf<'test'> => stage.kind === 'test')!;
  const synth = stages.find((stage): stage is StageOf<'synth'> => stage.kind === 'synth')!;
  return {
    'name': 'Review',
    'needs': ['build'],
    'runs-on': RUNNER,
    'timeout-minutes': 60,
    'permissions': { contents: 'read' },
    'steps': [
      ...sources('base', { expression: 'github.event.pull_request.base.sha' }),
      { name: 'Write the templates as they are now', run: ['cd base', ...test.install, ...synth.commands] },
      templates()[0]!,
      { name: 'What changes in the templates', run: COMPARE },
    ],
  };
}

/** What a change of the branch starts for one model. */
export function changeWorkflow(delivery: GithubDelivery): Workflow {
  const { of, plan } = delivery;
  return {
    header: header(`Delivers changes of ${delivery.model}, of ${of.system.name}.`),
    name: `${delivery.workflowName}: change`,
    on: { push: changedFiles(of, plan.change.paths), workflow_dispatch: {} },
    permissions: NOTHING,
    jobs: runJobs(delivery, plan.change.stages),
  };
}

/**
 * What an approved version starts for one model. The templates are written again, from the commit that the run is about: the same
 * commit gives the same ones, and nothing has to be kept until somebody approves.
 */
export function releaseWorkflow(delivery: GithubDelivery): Workflow | undefined {
  const { of: { github, system }, plan, workflowName } = delivery;
  if (plan.release === undefined) return undefined;
  const again = plan.change.stages.filter(({ kind }) => kind === 'test' || kind === 'synth');
  return {
    header: [
      ...header(`Releases an approved version of ${delivery.model}, of ${system.name}.`),
      `By hand: gh workflow run ${workflowName}-release.yml --repo ${githubRepository(github)} --field version=<ARN of the version>`,
    ],
    name: `${workflowName}: release`,
    on: { workflow_dispatch: { inputs: { version: { description: 'ARN of the approved version', required: true, type: 'string' } } } },
    permissions: NOTHING,
    jobs: runJobs(delivery, [...again, ...plan.release.stages]),
  };
}

function changedFiles({ github }: DeliveredSystem, paths: readonly string[]) {
  return { branches: [github.branch ?? 'main'], ...paths.length > 0 && { paths } };
}
