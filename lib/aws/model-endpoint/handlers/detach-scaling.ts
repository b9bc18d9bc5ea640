/**
 * Takes scaling off an endpoint before its machines become machines of another type, and puts it back after.
 *
 * SageMaker refuses another instance type for a variant that is registered for scaling. Three events lead here, each with the
 * whole plan, so that nothing has to be remembered between them:
 *
 *   Before    CloudFormation, before it updates the endpoint: variants whose type is about to change are deregistered. Others that
 *             have lost their registration get it back, which is what is left to do when a failed update is rolled back.
 *   After     CloudFormation, after it has updated the endpoint: scaling becomes what the plan says.
 *   the plan  Amazon EventBridge, when the endpoint changes its state, and every hour: scaling that is missing is put back as
 *             soon as the machines are those of the plan. It closes the gap of a rollback in which `After` has no part.
 */
import { DescribeEndpointCommand, DescribeEndpointConfigCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { answer, ResourceEvent } from './logic/custom-resource';
import { EndpointPlan, VariantPlan } from './logic/endpoint-plan';
import { deregister, isRegistered, policyNames, putPolicies, register, remove, removeDropped } from './logic/scaling';
import { log } from '../../foundation/handlers/logic/log';

interface Properties {
  readonly Moment: 'Before' | 'After';
  /** The plan as JSON: CloudFormation would make text of its numbers. */
  readonly Plan: string;
}

const sagemaker = new SageMakerClient({ maxAttempts: 8 });

export async function handler(event: ResourceEvent<Properties> | EndpointPlan): Promise<void> {
  if (!('RequestType' in event)) return restore(event);
  const { Moment, Plan } = event.ResourceProperties;
  const plan = JSON.parse(Plan) as EndpointPlan;
  const old = JSON.parse(event.OldResourceProperties?.Plan ?? '{"Variants":[]}') as EndpointPlan;
  await answer(event, `${Moment}-${plan.Endpoint}`, () => MOMENTS[Moment][event.RequestType](plan, old));
}

const nothing = async () => undefined;
type Work = (plan: EndpointPlan, old: EndpointPlan) => Promise<void>;

const MOMENTS: Record<Properties['Moment'], Record<ResourceEvent<Properties>['RequestType'], Work>> = {
  Before: { Create: nothing, Update: prepare, Delete: nothing },
  After: { Create: begin, Update: settle, Delete: end },
};

async function prepare(plan: EndpointPlan, old: EndpointPlan): Promise<void> {
  const machines = await inService(plan.Endpoint);
  if (machines === undefined) return;
  for (const variant of [...plan.Variants, ...dropped(old, plan)]) {
    const stays = plan.Variants.includes(variant) && machines.types.get(variant.Name) === variant.InstanceType;
    if (!stays) await detach(variant, old);
    else if (machines.settled && !await isRegistered(variant)) await attach(variant);
  }
}

/** An alarm of the old plan may be none of the new one; it goes, too. */
async function detach(variant: VariantPlan, old: EndpointPlan): Promise<void> {
  await deregister({ ...variant, Policies: [...variant.Policies, ...versionsOf(variant, old).flatMap(({ Policies }) => Policies)] });
  log('scaling detached', { variant: variant.ResourceId });
}

async function begin({ Variants }: EndpointPlan): Promise<void> {
  for (const variant of Variants) {
    const foreign = (await policyNames(variant)).filter(name => !variant.Policies.some(({ PolicyName }) => PolicyName === name));
    if (foreign.length > 0) {
      throw new Error(`${variant.ResourceId} scales already by ${foreign.join(', ')}, and CloudFormation would take `
        + 'that away after this deployment together with the new scaling; '
        + 'deploy once with `detachScaling: true` and without `scale`, then with both');
    }
  }
  for (const variant of Variants) await attach(variant);
}

async function settle(plan: EndpointPlan, old: EndpointPlan): Promise<void> {
  for (const variant of dropped(old, plan)) await remove(variant);
  for (const variant of plan.Variants) {
    for (const before of versionsOf(variant, old)) await removeDropped(before, variant);
    await attach(variant);
  }
}

async function end({ Variants }: EndpointPlan): Promise<void> {
  for (const variant of Variants) await remove(variant);
}

/** The event is only a hint to look. Limits that a scheduled action has set stay as long as the variant is registered. */
async function restore(plan: EndpointPlan): Promise<void> {
  const machines = await inService(plan.Endpoint);
  if (!machines?.settled) return;
  for (const variant of plan.Variants.filter(({ Name, InstanceType }) => machines.types.get(Name) === InstanceType)) {
    if (await isRegistered(variant)) await putPolicies(variant);
    else await attach(variant);
  }
}

async function attach(variant: VariantPlan): Promise<void> {
  await register(variant);
  await putPolicies(variant);
  log('scaling attached', { variant: variant.ResourceId });
}

function dropped(old: EndpointPlan, plan: EndpointPlan): VariantPlan[] {
  return old.Variants.filter(variant => versionsOf(variant, plan).length === 0);
}

function versionsOf({ ResourceId }: VariantPlan, { Variants }: EndpointPlan): VariantPlan[] {
  return Variants.filter(variant => variant.ResourceId === ResourceId);
}

interface Machines {
  /** Whether the endpoint is in service and does not change. */
  readonly settled: boolean;
  /** The instance type of each variant. */
  readonly types: ReadonlyMap<string, string | undefined>;
}

/** The machines that the endpoint has now; `undefined` when there is no endpoint. */
async function inService(EndpointName: string): Promise<Machines | undefined> {
  try {
    const { EndpointStatus, EndpointConfigName } = await sagemaker.send(new DescribeEndpointCommand({ EndpointName }));
    const configuration = await sagemaker.send(new DescribeEndpointConfigCommand({ EndpointConfigName }));
    const { ProductionVariants = [], ShadowProductionVariants = [] } = configuration;
    return {
      settled: EndpointStatus === 'InService',
      types: new Map([...ProductionVariants, ...ShadowProductionVariants].map(({ VariantName, InstanceType }) => [VariantName!, InstanceType])),
    };
  } catch (error) {
    if (error instanceof Error && error.message.includes('Could not find endpoint "')) return undefined;
    throw error;
  }
}
