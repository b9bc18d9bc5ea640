import { DeliveredEnvironment, DeliveredModel } from './delivered-model';
import { CDK } from './delivery-commands';
import { DeliveryDefinition } from './delivery-definition';
import { DeliveryStage } from './delivery-stage';

/** The stages between an event and its end. What fails stops those that need it. */
export interface DeliveryRun {
  readonly stages: readonly DeliveryStage[];
}

/** What a change of the source starts. */
export interface ChangeRun extends DeliveryRun {
  /** The files that count, as glob patterns; every file when there are none. */
  readonly paths: readonly string[];
}

/**
 * How one model is delivered, on whichever system: everything that is to be decided, so that what draws it up for one of them only
 * renders.
 *
 * Training takes longer than a run should stand still, and an approval can come days later. So there are two runs, and nothing waits
 * between them: a change ends when training has started, and an approved version starts the release.
 */
export interface DeliveryPlan {
  readonly change: ChangeRun;
  /** What an approved version starts; nothing when no environment waits for one. */
  readonly release?: DeliveryRun;
}

/** A stage before it is known what it needs. */
type Step = DeliveryStage extends infer S ? S extends DeliveryStage ? Omit<S, 'name' | 'needs'> : never : never;

/** Plans the delivery of a model. */
export function deliveryPlan(delivered: DeliveredModel): DeliveryPlan {
  const { delivery, environments } = delivered;
  const isReleased = delivered.isRegistered && environments.some(({ version }) => version.kind === 'approved');
  const promotion = environments.flatMap(environment => promote(environment, delivered));
  const change: Step[] = [...build(delivery), ...train(delivered), ...isReleased ? [{ kind: 'release' } as const] : promotion];
  return {
    change: { paths: delivery.paths ?? [], stages: inOrder(change) },
    release: isReleased ? { stages: inOrder([{ kind: 'verify', version: { kind: 'approved' } }, ...promotion]) } : undefined,
  };
}

function build({ install = ['npm ci'], test = ['npm test'], synth = [`${CDK} synth`] }: DeliveryDefinition): Step[] {
  return [{ kind: 'test', install, commands: test }, { kind: 'synth', commands: synth }, { kind: 'review' }];
}

function train({ training }: DeliveredModel): Step[] {
  return training ? [{ kind: 'train', starts: training.starts }] : [];
}

/** The way into an environment: people approve only what others depend on, and what they approved is looked at again. */
function promote(
  { name: environment, isProtected, version, hasEndpoint, alarms }: DeliveredEnvironment, { delivery, isRegistered }: DeliveredModel,
): Step[] {
  const about = { environment, version };
  const isApproved = isProtected && (delivery.approval ?? true);
  return [
    ...isApproved ? [{ kind: 'approve', ...about } as const] : [],
    ...isApproved && isRegistered && version.kind !== 'none' ? [{ kind: 'verify', ...about } as const] : [],
    { kind: 'deploy', ...about, alarms },
    ...hasEndpoint ? [{ kind: 'smoke', ...about, request: delivery.smokeTest } as const] : [],
  ];
}

/** One after another: a name for each, and the one before as what it needs. */
function inOrder(steps: readonly Step[]): DeliveryStage[] {
  const names = steps.map(step => 'environment' in step ? `${step.kind}-${step.environment}` : step.kind);
  return steps.map((step, index) => ({ ...step, name: names[index]!, needs: names.slice(Math.max(0, index - 1), index) }) as DeliveryStage);
}
