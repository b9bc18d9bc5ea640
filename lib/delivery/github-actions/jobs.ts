import { GithubDelivery } from './delivered-system';
import { DEPLOY, REVIEW, START_RELEASE, START_TRAINING } from './scripts';
import { assume, DEPLOYMENT_MINUTES, keepTemplates, registryVariables, smoke, sources, templates, verify, versionVariable } from './steps';
import { Concurrency, Job, Permissions, Step } from './workflow';
import { DeliveryStage, DeployStage, StageOf } from '../../definition/delivery/delivery-stage';

export const RUNNER = 'ubuntu-24.04';

const READ_SOURCES: Permissions = { contents: 'read' };
const IDENTIFY: Permissions = { 'id-token': 'write' };

/** What an approver reads behind the name of the environment. */
export const AFTER_APPROVAL = 'after approval';

/** Tests a change and writes the templates, in one job: a second one would install the same again. It is given no right to anything else. */
export function buildJob(stages: readonly DeliveryStage[]): Job {
  const steps = stages.flatMap((stage): Step[] => {
    switch (stage.kind) {
      case 'test': return [...commands('install', 'Install', stage.install), ...commands(stage.name, 'Test', stage.commands)];
      case 'synth': return [...commands(stage.name, 'Write the templates', stage.commands), keepTemplates()];
      default: return [];
    }
  });
  return {
    'name': 'Test and write the templates', 'runs-on': RUNNER, 'timeout-minutes': 60, 'permissions': READ_SOURCES, 'steps': [...sources(), ...steps],
  };
}

/** Without commands there is still a step, which says that there are none. */
function commands(id: string, name: string, run: readonly string[]): Step[] {
  return [{ id, name, run: run.length > 0 ? run : ['true # nothing to run'] }];
}

/** Writes into the summary of the run what would change in each environment. */
export function reviewJob(delivery: GithubDelivery): Job {
  const environments = Object.keys(delivery.of.system.environments).filter(name => delivery.reviewed(name).length > 0);
  const steps = environments.flatMap((environment): Step[] => [
    assume(delivery, environment, 'read'),
    {
      id: `review-${environment}`,
      name: `What changes in ${environment}`,
      env: { ENVIRONMENT: environment, STACKS: delivery.reviewed(environment).join(' ') },
      run: REVIEW,
    },
  ]);
  return {
    'name': 'Review', 'needs': ['build'], 'runs-on': RUNNER, 'timeout-minutes': 30, 'permissions': IDENTIFY, 'steps': [...templates(), ...steps],
  };
}

/** Deploys what trains and starts it; the run does not wait for the end of the training. */
export function trainJob(delivery: GithubDelivery, { starts }: StageOf<'train'>, needs: string): Job {
  const { home, pipelineName, trainingStack } = delivery;
  return {
    ...environmentJob(delivery, home, needs),
    name: `Train in ${home}`,
    steps: [
      ...templates(),
      assume(delivery, home, 'deploy'),
      { name: 'Deploy what trains', env: { STACKS: trainingStack }, run: DEPLOY },
      ...starts ? [assume(delivery, home, 'operate'), { name: 'Start the training', env: { PIPELINE: pipelineName }, run: START_TRAINING }] : [],
    ],
  };
}

/** Starts the release of the newest approved version with the templates of this change. */
export function releaseJob(delivery: GithubDelivery, needs: string): Job {
  return {
    'name': 'Start the release',
    'needs': [needs],
    'runs-on': RUNNER,
    'timeout-minutes': 15,
    'permissions': { ...IDENTIFY, actions: 'write' },
    'steps': [
      assume(delivery, delivery.home, 'read'),
      {
        name: 'Release the newest approved version',
        env: {
          GH_TOKEN: { expression: 'github.token' },
          WORKFLOW: `${delivery.workflowName}-release.yml`,
          GROUP_NAME: delivery.group,
          ...registryVariables(delivery),
        },
        run: START_RELEASE,
      },
    ],
  };
}

/** Lets a version into the run. */
export function verifyJob(delivery: GithubDelivery, stage: StageOf<'verify'>, needs: string): Job {
  return {
    'name': 'Let only an approved version pass',
    'needs': [needs],
    'runs-on': RUNNER,
    'timeout-minutes': 15,
    'permissions': IDENTIFY,
    'steps': verify(delivery, stage),
  };
}

/**
 * The way into one environment: its approval, then every stage in it. They are one job, because GitHub asks for an approval before each
 * job that names the environment.
 */
export function promotionJob(delivery: GithubDelivery, environment: string, stages: readonly DeliveryStage[], needs: string): Job {
  const deployed = stages.find((stage): stage is DeployStage => stage.kind === 'deploy')!;
  const isApproved = stages.some(({ kind }) => kind === 'approve');
  const steps = stages.flatMap((stage): Step[] => {
    switch (stage.kind) {
      case 'verify': return verify(delivery, stage);
      case 'deploy': return [
        assume(delivery, environment, 'deploy'),
        {
          id: stage.name,
          name: `Deploy to ${environment}`,
          env: { STACKS: delivery.stacks(environment).join(' '), ...stage.version.kind === 'approved' && versionVariable(stage.version) },
          run: DEPLOY,
        },
      ];
      case 'smoke': return smoke(delivery, stage, deployed);
      default: return [];
    }
  });
  return {
    ...environmentJob(delivery, environment, needs),
    name: isApproved ? `${environment}, ${AFTER_APPROVAL}` : environment,
    steps: [...templates(), ...steps],
  };
}

/** A job whose token is about an environment. Of all that change the model there, one goes on at a time, and none is broken off. */
function environmentJob(delivery: GithubDelivery, environment: string, needs: string): Job {
  return {
    'name': environment,
    'needs': [needs],
    'runs-on': RUNNER,
    'timeout-minutes': DEPLOYMENT_MINUTES,
    environment,
    'permissions': IDENTIFY,
    'concurrency': inTurn(`${delivery.workflowName}-${environment}`),
    'steps': [],
  };
}

function inTurn(group: string): Concurrency {
  return { group, 'cancel-in-progress': false };
}
