import { renderWorkflowJobs } from './render-jobs';
import { Workflow } from './workflow';
import { deliveredModels } from '../../definition/delivery/delivered-model';
import { githubRepository } from '../../definition/delivery/github-identity';
import { DeliveredSystem, ModelDelivery } from '../model-delivery';
import { runJobs } from '../run-jobs';
import { buildJob, comparisonJob } from '../stage-jobs';

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
  const models = deliveredModels(of.system).map(model => new ModelDelivery(of, model));
  const { stages } = models[0]!.plan.change;
  const paths = models.map(({ plan }) => plan.change.paths);
  return {
    header: header(`Tests what would change in ${of.system.name}.`),
    name: `${of.system.name}: pull request`,
    on: { pull_request: changedFiles(of, paths.some(own => own.length === 0) ? [] : [...new Set(paths.flat())]) },
    permissions: NOTHING,
    concurrency: NEWEST_OF_A_CHANGE,
    jobs: renderWorkflowJobs(of.system.name, [buildJob(stages), comparisonJob(stages, of.words)]),
  };
}

/** What a change of the branch starts for one model. */
export function changeWorkflow(delivery: ModelDelivery): Workflow {
  const { of, plan } = delivery;
  return {
    header: header(`Delivers changes of ${delivery.model}, of ${of.system.name}.`),
    name: `${delivery.name}: change`,
    on: { push: changedFiles(of, plan.change.paths), workflow_dispatch: {} },
    permissions: NOTHING,
    jobs: renderWorkflowJobs(delivery.name, runJobs(delivery, plan.change.stages)),
  };
}

/**
 * What an approved version starts for one model. The templates are written again, from the commit that the run is about: the same
 * commit gives the same ones, and nothing has to be kept until somebody approves.
 */
export function releaseWorkflow(delivery: ModelDelivery): Workflow | undefined {
  const { name, of: { system }, plan } = delivery;
  if (plan.release === undefined) return undefined;
  const again = plan.change.stages.filter(({ kind }) => kind === 'test' || kind === 'synth');
  return {
    header: [
      ...header(`Releases an approved version of ${delivery.model}, of ${system.name}.`),
      `By hand: gh workflow run ${name}-release.yml --repo ${githubRepository(system.delivery!.githubActions!)} --field version=<ARN of the version>`,
    ],
    name: `${name}: release`,
    on: { workflow_dispatch: { inputs: { version: { description: 'ARN of the approved version', required: true, type: 'string' } } } },
    permissions: NOTHING,
    jobs: renderWorkflowJobs(name, runJobs(delivery, [...again, ...plan.release.stages])),
  };
}

function changedFiles({ system }: DeliveredSystem, paths: readonly string[]) {
  return { branches: [system.delivery?.githubActions?.branch ?? 'main'], ...paths.length > 0 && { paths } };
}
