import { DeliveryJob, DeliveryStep } from './job';
import { ModelDelivery } from './model-delivery';
import { compareScript, deployScript, reviewScript, startReleaseScript, startTrainingScript } from './scripts';
import { ShellWords } from './shell-words';
import { commands, DEPLOYMENT_MINUTES, registryVariables, signIn, smoke, verify, versionVariable } from './steps';
import { DeliveryStage, DeployStage, StageOf } from '../definition/delivery/delivery-stage';

/** What an approver reads behind the name of the environment. */
export const AFTER_APPROVAL = 'after approval';

const SOURCES: readonly DeliveryStep[] = [{ kind: 'sources' }, { kind: 'tools' }];
/** From here no code of the repository is run. */
const TEMPLATES: readonly DeliveryStep[] = [{ kind: 'templates' }, { kind: 'tools' }];

/** Tests a change and writes the templates, in one job: a second one would install the same again. It is given no right to anything else. */
export function buildJob(stages: readonly DeliveryStage[]): DeliveryJob {
  const steps = stages.flatMap((stage): DeliveryStep[] => {
    switch (stage.kind) {
      case 'test': return [commands('install', 'Install', stage.install), commands(stage.name, 'Test', stage.commands)];
      case 'synth': return [commands(stage.name, 'Write the templates', stage.commands), { kind: 'keep-templates' }];
      default: return [];
    }
  });
  return { id: 'build', name: 'Test and write the templates', minutes: 60, isApproved: false, steps: [...SOURCES, ...steps] };
}

/** Looks at a change before it is merged: writes the templates of the branch that it goes to, and compares. */
export function comparisonJob(stages: readonly DeliveryStage[], words: ShellWords): DeliveryJob {
  const test = stages.find((stage): stage is StageOf<'test'> => stage.kind === 'test')!;
  const synth = stages.find((stage): stage is StageOf<'synth'> => stage.kind === 'synth')!;
  return {
    id: 'review',
    name: 'Review',
    needs: 'build',
    minutes: 60,
    isApproved: false,
    steps: [
      { kind: 'base' },
      { kind: 'tools' },
      { kind: 'script', name: 'Write the templates as they are now', run: ['cd base', ...test.install, ...synth.commands] },
      { kind: 'templates' },
      { kind: 'script', name: 'What changes in the templates', run: compareScript(words) },
    ],
  };
}

/** Writes down what would change in each environment. */
export function reviewJob(delivery: ModelDelivery): DeliveryJob {
  const environments = Object.keys(delivery.of.system.environments).filter(name => delivery.reviewed(name).length > 0);
  const steps = environments.flatMap((environment): DeliveryStep[] => [
    signIn(delivery, environment, 'read'),
    {
      kind: 'script',
      id: `review-${environment}`,
      name: `What changes in ${environment}`,
      variables: { ENVIRONMENT: environment, STACKS: delivery.reviewed(environment).join(' ') },
      run: reviewScript(delivery.of.words),
    },
  ]);
  return { id: 'review', name: 'Review', needs: 'build', minutes: 30, isApproved: false, steps: [...TEMPLATES, ...steps] };
}

/** Deploys what trains and starts it; the run does not wait for the end of the training. */
export function trainJob(delivery: ModelDelivery, { name: id, starts }: StageOf<'train'>, needs: string): DeliveryJob {
  const { home, of: { words }, pipelineName, trainingStack } = delivery;
  return {
    ...environmentJob(id, home, needs),
    name: `Train in ${home}`,
    steps: [
      ...TEMPLATES,
      signIn(delivery, home, 'deploy'),
      { kind: 'script', name: 'Deploy what trains', variables: { STACKS: trainingStack }, run: deployScript(words) },
      ...starts ? [
        signIn(delivery, home, 'operate'),
        { kind: 'script', name: 'Start the training', variables: { PIPELINE: pipelineName }, run: startTrainingScript(words) } as const,
      ] : [],
    ],
  };
}

/** Starts the release of the newest approved version with the templates of this change. */
export function releaseJob(delivery: ModelDelivery, id: string, needs: string): DeliveryJob {
  const { variables, run } = delivery.of.words.release(delivery);
  return {
    id,
    name: 'Start the release',
    needs,
    minutes: 15,
    isApproved: false,
    steps: [
      signIn(delivery, delivery.home, 'read'),
      {
        kind: 'script',
        name: 'Release the newest approved version',
        variables: { ...variables, GROUP_NAME: delivery.group, ...registryVariables(delivery) },
        run: startReleaseScript(run),
      },
    ],
  };
}

/** Lets a version into the run. */
export function verifyJob(delivery: ModelDelivery, stage: StageOf<'verify'>, needs: string): DeliveryJob {
  return { id: stage.name, name: 'Let only an approved version pass', needs, minutes: 15, isApproved: false, steps: verify(delivery, stage) };
}

/**
 * The way into one environment: its approval, then every stage in it. They are one job: a person is asked once, and what has been
 * deployed is tested before another job may change it.
 */
export function promotionJob(delivery: ModelDelivery, environment: string, stages: readonly DeliveryStage[], needs: string): DeliveryJob {
  const deployed = stages.find((stage): stage is DeployStage => stage.kind === 'deploy')!;
  const isApproved = stages.some(({ kind }) => kind === 'approve');
  const steps = stages.flatMap((stage): DeliveryStep[] => {
    switch (stage.kind) {
      case 'verify': return verify(delivery, stage);
      case 'deploy': return [
        signIn(delivery, environment, 'deploy'),
        {
          kind: 'script',
          id: stage.name,
          name: `Deploy to ${environment}`,
          variables: { STACKS: delivery.stacks(environment).join(' '), ...stage.version.kind === 'approved' && versionVariable(stage.version) },
          run: deployScript(delivery.of.words),
        },
      ];
      case 'smoke': return smoke(delivery, stage, deployed);
      default: return [];
    }
  });
  return {
    ...environmentJob(`to-${environment}`, environment, needs),
    name: isApproved ? `${environment}, ${AFTER_APPROVAL}` : environment,
    isApproved,
    steps: [...TEMPLATES, ...steps],
  };
}

/** A job about an environment. Of all that change the model there, one goes on at a time, and none is broken off. */
function environmentJob(id: string, environment: string, needs: string): DeliveryJob {
  return { id, name: environment, needs, minutes: DEPLOYMENT_MINUTES, environment, isApproved: false, steps: [] };
}
