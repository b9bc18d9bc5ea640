import { block, call, Call, named, Statement, word } from './groovy';
import { jobStages, RELEASED_MODEL, RELEASED_VERSION, stage } from './render-jobs';
import { deliveredModels } from '../../definition/delivery/delivered-model';
import { JenkinsDefinition } from '../../definition/delivery/jenkins-definition';
import { DeliveredSystem, ModelDelivery } from '../model-delivery';
import { runJobs } from '../run-jobs';
import { buildJob, comparisonJob } from '../stage-jobs';

/** What the parameter is when a build releases nothing. */
const NOTHING = 'none';

/** How long what builds leave is kept: templates name what is there. */
const KEPT_DAYS = '30';

/**
 * The one pipeline of a repository: what a pull request starts, what a change of the branch starts for each model, and what an approved
 * version starts. All begin with the same stage; conditions say which of the others are there. Models wait for none of each other.
 */
export function jenkinsfile(of: DeliveredSystem, jenkins: JenkinsDefinition): Call {
  const { branch = 'main' } = jenkins;
  const deliveries = deliveredModels(of.system).map(model => new ModelDelivery(of, model));
  const { stages } = deliveries[0]!.plan.change;
  const begin = { jenkins };
  return block('pipeline', [
    call('agent', word('none')),
    block('options', [call('skipDefaultCheckout'), call('buildDiscarder', named('logRotator', { artifactDaysToKeepStr: KEPT_DAYS }))]),
    block('parameters', parameters(deliveries)),
    block('stages', [
      inCase([block('anyOf', [pullRequest(branch), onBranch(branch)])], jobStages(begin, buildJob(stages))[0]!),
      inCase([pullRequest(branch)], jobStages({ ...begin, name: 'pull request' }, comparisonJob(stages, of.words))[0]!),
      stage('deliver', [block('when', [onBranch(branch)]), block('parallel', deliveries.flatMap(delivery => modelRuns(delivery, jenkins)))]),
    ]),
  ]);
}

/** What a change starts for a model, and what an approved version does. */
function modelRuns(delivery: ModelDelivery, jenkins: JenkinsDefinition): Call[] {
  const { model, name: group, plan } = delivery;
  const run = { jenkins, name: model, group };
  const release = { ...run, name: `${model} release` };
  const jobsOf = (at: typeof run, stages: Parameters<typeof runJobs>[1]) =>
    block('stages', runJobs(delivery, stages).filter(({ id }) => id !== 'build').flatMap(job => jobStages(at, job)));
  return [
    stage(run.name, [block('when', [isReleased(NOTHING), ...changed(plan.change.paths)]), jobsOf(run, plan.change.stages)]),
    ...plan.release === undefined ? [] : [stage(release.name, [block('when', [isReleased(model)]), jobsOf(release, plan.release.stages)])],
  ];
}

/** A build that knows no change is there for all: somebody, a clock or another job has started it. */
function changed(paths: readonly string[]): Statement[] {
  if (paths.length === 0) return [];
  const others = [named('triggeredBy', { cause: 'UserIdCause' }), ...['TimerTrigger', 'UpstreamCause'].map(cause => call('triggeredBy', cause))];
  return [block('anyOf', [...paths.map(path => call('changeset', path)), ...others])];
}

/** Stands before what a stage has, so that no agent is taken for nothing. */
function inCase(conditions: readonly Statement[], own: Call): Call {
  return { ...own, block: [block('when', [call('beforeAgent', true), ...conditions]), ...own.block ?? []] };
}

function pullRequest(branch: string): Statement {
  return named('changeRequest', { target: branch });
}

function onBranch(branch: string): Statement {
  return named('branch', { pattern: branch, comparator: 'EQUALS' });
}

function isReleased(model: string): Statement {
  return named('equals', { expected: model, actual: word(`params.${RELEASED_MODEL}`) });
}

/** Jenkins refuses a model that is not among them. */
function parameters(deliveries: readonly ModelDelivery[]): Call[] {
  const models = deliveries.filter(({ plan }) => plan.release !== undefined).map(({ model }) => model);
  return [
    named('choice', { name: RELEASED_MODEL, choices: [NOTHING, ...models], description: 'The model whose approved version is released' }),
    named('string', { name: RELEASED_VERSION, defaultValue: '', trim: true, description: 'ARN of the version' }),
  ];
}
