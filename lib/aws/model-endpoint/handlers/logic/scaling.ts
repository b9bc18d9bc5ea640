/** Scaling of one variant through the real clients. Every function can be repeated: it gives the same state a second time. */
import {
  ApplicationAutoScalingClient, DeleteScalingPolicyCommand, DeleteScheduledActionCommand, DeregisterScalableTargetCommand,
  DescribeScalableTargetsCommand, DescribeScalingPoliciesCommand, ObjectNotFoundException, PutScalingPolicyCommand, PutScheduledActionCommand,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient, DeleteAlarmsCommand, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { VariantPlan } from './endpoint-plan';

const scaling = new ApplicationAutoScalingClient({ maxAttempts: 8 });
const cloudWatch = new CloudWatchClient({ maxAttempts: 8 });

const target = ({ ResourceId }: VariantPlan) => ({
  ServiceNamespace: 'sagemaker' as const, ResourceId, ScalableDimension: 'sagemaker:variant:DesiredInstanceCount' as const,
});

export async function isRegistered(variant: VariantPlan): Promise<boolean> {
  const { ResourceId, ...kind } = target(variant);
  const { ScalableTargets = [] } = await scaling.send(new DescribeScalableTargetsCommand({ ...kind, ResourceIds: [ResourceId] }));
  return ScalableTargets.length > 0;
}

/** Names of the policies that move the variant, whoever has made them. */
export async function policyNames(variant: VariantPlan): Promise<string[]> {
  const { ScalingPolicies = [] } = await scaling.send(new DescribeScalingPoliciesCommand(target(variant)));
  return ScalingPolicies.map(({ PolicyName }) => PolicyName!);
}

export async function register(variant: VariantPlan): Promise<void> {
  const { MinCapacity, MaxCapacity } = variant;
  await scaling.send(new RegisterScalableTargetCommand({ ...target(variant), MinCapacity, MaxCapacity }));
}

/** Puts policies, their alarms and scheduled actions on a registered variant. */
export async function putPolicies(variant: VariantPlan): Promise<void> {
  for (const action of variant.ScheduledActions) {
    await scaling.send(new PutScheduledActionCommand({ ...target(variant), ...action }));
  }
  for (const { Alarm, ...policy } of variant.Policies) {
    const { PolicyARN } = await scaling.send(new PutScalingPolicyCommand({ ...target(variant), ...policy }));
    if (Alarm) await cloudWatch.send(new PutMetricAlarmCommand({ ...Alarm, AlarmActions: [PolicyARN!] }));
  }
}

/** Takes the variant out of scaling; its policies and scheduled actions go with it, its alarms do not by themselves. */
export async function deregister(variant: VariantPlan): Promise<void> {
  await gone(scaling.send(new DeregisterScalableTargetCommand(target(variant))));
  await deleteAlarms(variant);
}

/** Takes away what the plan has put there, and the target unless somebody else scales with it. */
export async function remove(variant: VariantPlan): Promise<void> {
  await removePolicies(variant);
  if ((await policyNames(variant)).length === 0) await deregister(variant);
}

/** Takes away what is in the old plan of a variant and not in the new one. */
export async function removeDropped(old: VariantPlan, wanted: VariantPlan): Promise<void> {
  const kept = new Set(wanted.Policies.map(({ PolicyName }) => PolicyName));
  await removePolicies({ ...old, Policies: old.Policies.filter(({ PolicyName }) => !kept.has(PolicyName)) });
  const actions = new Set(wanted.ScheduledActions.map(({ ScheduledActionName }) => ScheduledActionName));
  for (const { ScheduledActionName } of old.ScheduledActions.filter(action => !actions.has(action.ScheduledActionName))) {
    await gone(scaling.send(new DeleteScheduledActionCommand({ ...target(old), ScheduledActionName })));
  }
}

async function removePolicies(variant: VariantPlan): Promise<void> {
  for (const { PolicyName } of variant.Policies) {
    await gone(scaling.send(new DeleteScalingPolicyCommand({ ...target(variant), PolicyName })));
  }
  await deleteAlarms(variant);
}

async function deleteAlarms({ Policies }: VariantPlan): Promise<void> {
  const AlarmNames = Policies.flatMap(({ Alarm }) => Alarm?.AlarmName ?? []);
  if (AlarmNames.length > 0) await cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames }));
}

/** What is gone already is gone. */
async function gone(deletion: Promise<unknown>): Promise<void> {
  try {
    await deletion;
  } catch (error) {
    if (!(error instanceof ObjectNotFoundException)) throw error;
  }
}
