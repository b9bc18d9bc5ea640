import { Pipeline, Rule } from './pipeline';
import { BUILD, RELEASED_MODEL, RELEASED_VERSION, renderJob, renderPipelineJobs } from './render-jobs';
import { deliveredModels } from '../../definition/delivery/delivered-model';
import { GitlabCiDefinition } from '../../definition/delivery/gitlab-ci-definition';
import { gitlabUrl } from '../../definition/delivery/gitlab-identity';
import { DeliveredSystem, ModelDelivery } from '../model-delivery';
import { runJobs } from '../run-jobs';
import { buildJob, comparisonJob } from '../stage-jobs';

/** What the input is when a pipeline releases nothing. */
const NOTHING = 'none';

const COMPARISON = { name: 'merge request', group: '' };

/**
 * The one pipeline of a project: what a merge request starts, what a change of the branch starts for each model, and what an approved
 * version starts. All begin with the same job; rules say which of the others are there.
 */
export function deliveryPipeline(of: DeliveredSystem, gitlab: GitlabCiDefinition): Pipeline {
  const { branch = 'main', image } = gitlab;
  const deliveries = deliveredModels(of.system).map(model => new ModelDelivery(of, model));
  const { stages } = deliveries[0]!.plan.change;
  const all = deliveries.map(({ plan }) => plan.change.paths);
  const paths = all.some(own => own.length === 0) ? [] : [...new Set(all.flat())];
  const reviewed = [changed(mergeRequest(branch), paths)];
  const begin = { ...COMPARISON, rules: [...reviewed, ...changeRules(branch, paths), released(branch)] };
  const jobs = {
    [BUILD]: renderJob(begin, buildJob(stages)),
    ...renderPipelineJobs({ ...COMPARISON, rules: reviewed }, [comparisonJob(stages, of.words)]),
    ...Object.assign({}, ...deliveries.map(delivery => modelJobs(delivery, branch))) as Pipeline['jobs'],
  };
  return {
    header: header(of, gitlab),
    inputs: inputs(deliveries.filter(({ plan }) => plan.release !== undefined).map(({ model }) => model)),
    workflow: { auto_cancel: { on_new_commit: 'interruptible' }, rules: [mergeRequest(branch), { if: onBranch(branch) }] },
    ...image !== undefined && { default: { image } },
    variables: { [RELEASED_MODEL]: '$[[ inputs.release ]]', [RELEASED_VERSION]: '$[[ inputs.version ]]' },
    stages: stagesOf(Object.values(jobs).map(({ stage }) => stage), Object.keys(of.system.environments)),
    jobs,
  };
}

/** A job can only need one of its own stage or of an earlier one, so environments come last, in the order of promotion. */
function stagesOf(used: readonly string[], environments: readonly string[]): string[] {
  const last = environments.map(name => `to-${name}`);
  return [...new Set(used.filter(stage => !last.includes(stage))), ...last.filter(stage => used.includes(stage))];
}

/** What a change starts for a model, and what an approved version does. */
function modelJobs(delivery: ModelDelivery, branch: string): Pipeline['jobs'] {
  const { model, name: group, plan } = delivery;
  const again = plan.change.stages.filter(({ kind }) => kind === 'test' || kind === 'synth');
  const change = { name: model, group, rules: changeRules(branch, plan.change.paths) };
  const release = { name: `${model} release`, group, rules: [{ if: `${onBranch(branch)} && $${RELEASED_MODEL} == "${model}"` }] };
  return {
    ...renderPipelineJobs(change, runJobs(delivery, plan.change.stages)),
    ...plan.release && renderPipelineJobs(release, runJobs(delivery, [...again, ...plan.release.stages])),
  };
}

/** A push that changes files that count; or whoever, or whatever, starts a pipeline of the branch. */
function changeRules(branch: string, paths: readonly string[]): Rule[] {
  const nothingReleased = `${onBranch(branch)} && $${RELEASED_MODEL} == "${NOTHING}"`;
  if (paths.length === 0) return [{ if: nothingReleased }];
  return [
    changed({ if: `${nothingReleased} && $CI_PIPELINE_SOURCE == "push"` }, paths),
    { if: `${nothingReleased} && $CI_PIPELINE_SOURCE != "push"` },
  ];
}

function changed(rule: Rule, paths: readonly string[]): Rule {
  return paths.length === 0 ? rule : { ...rule, changes: { paths } };
}

function released(branch: string): Rule {
  return { if: `${onBranch(branch)} && $${RELEASED_MODEL} != "${NOTHING}"` };
}

function mergeRequest(branch: string): Rule {
  return { if: `$CI_PIPELINE_SOURCE == "merge_request_event" && $CI_MERGE_REQUEST_TARGET_BRANCH_NAME == "${branch}"` };
}

function onBranch(branch: string): string {
  return `$CI_COMMIT_BRANCH == "${branch}"`;
}

/** GitLab refuses a model that is not released, and what is not a version, before any job begins. */
function inputs(models: readonly string[]): Pipeline['inputs'] {
  return {
    release: { description: 'The model whose approved version is released', default: NOTHING, options: [NOTHING, ...models] },
    version: {
      description: 'ARN of the version',
      default: '',
      regex: '^(arn:aws[a-z-]*:sagemaker:[a-z0-9-]+:[0-9]{12}:model-package/[a-z0-9-]+/[0-9]{1,9})?$',
    },
  };
}

function header({ system }: DeliveredSystem, gitlab: GitlabCiDefinition): string[] {
  return [
    `Delivers ${system.name}.`,
    'Written by `npx mlops delivery` from the definition of the system; change that, and run the command again.',
    `By hand: glab ci run --repo ${gitlabUrl(gitlab)}/${gitlab.project} --branch ${gitlab.branch ?? 'main'} `
      + '--input release:<model> --input version:<ARN of the version>',
  ];
}
