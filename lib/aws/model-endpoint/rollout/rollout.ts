import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import { ComponentDefinition } from '../../../definition/component-definition';
import { AlarmsDefinition } from '../../../definition/monitoring-definition';
import { BlueGreenOptions, RollingDefinition, RolloutDefinition } from '../../../definition/rollout-definition';
import { isKnown } from '../../../private/tokens';
import { seconds } from '../../../private/units';

/** A part of a fleet, as the definition writes it. */
interface Part {
  readonly percent?: number;
  readonly instances?: number;
}

/** The bounds that take an update back. */
export function rollbackBounds({ allAtOnce, canary, linear, rolling }: RolloutDefinition): AlarmsDefinition | undefined {
  return (allAtOnce ?? canary ?? linear ?? rolling)?.rollbackOn;
}

/** How an update of an endpoint reaches the traffic. It is always said: nothing is kept from the update before. */
export function renderDeployment(
  { allAtOnce, canary, linear, rolling }: RolloutDefinition, alarmNames: string[],
): sagemaker.CfnEndpoint.DeploymentConfigProperty {
  const autoRollbackConfiguration = alarmNames.length > 0 ? { alarms: alarmNames.map(alarmName => ({ alarmName })) } : undefined;
  if (rolling) return { autoRollbackConfiguration, rollingUpdatePolicy: renderRolling(rolling, 'INSTANCE_COUNT') };
  const traffic: sagemaker.CfnEndpoint.TrafficRoutingConfigProperty = canary
    ? { type: 'CANARY', canarySize: renderPart(canary, 'INSTANCE_COUNT'), waitIntervalInSeconds: seconds(canary.wait ?? '10m') }
    : linear
      ? { type: 'LINEAR', linearStepSize: renderPart(linear, 'INSTANCE_COUNT'), waitIntervalInSeconds: seconds(linear.wait ?? '5m') }
      : { type: 'ALL_AT_ONCE' };
  return { autoRollbackConfiguration, blueGreenUpdatePolicy: renderBlueGreen(canary ?? linear ?? allAtOnce ?? {}, traffic) };
}

/** How an update of an inference component reaches the traffic: copies are replaced in batches. */
export function renderComponentDeployment(
  { rolling }: RolloutDefinition, alarmNames: string[],
): sagemaker.CfnInferenceComponent.InferenceComponentDeploymentConfigProperty | undefined {
  if (!rolling) return undefined;
  return {
    autoRollbackConfiguration: alarmNames.length > 0 ? { alarms: alarmNames.map(alarmName => ({ alarmName })) } : undefined,
    rollingUpdatePolicy: renderRolling(rolling, 'COPY_COUNT'),
  };
}

/**
 * How many times its machines a fleet has at most while it is updated: a second fleet, or one batch more.
 *
 * @param count machines outside of updates
 */
export function peakCount(count: number, rollout?: RolloutDefinition, components?: Record<string, ComponentDefinition>): number {
  if (!isKnown(count)) return count;
  const rolling = components ? undefined : rollout?.rolling;
  if (!rolling) return 2 * count;
  const batch = isKnown(rolling.instances) ? rolling.instances : Math.ceil(count * (rolling.percent ?? 50) / 100);
  return count + Math.max(1, batch);
}

function renderBlueGreen(
  options: BlueGreenOptions, trafficRoutingConfiguration: sagemaker.CfnEndpoint.TrafficRoutingConfigProperty,
): sagemaker.CfnEndpoint.BlueGreenUpdatePolicyProperty {
  return {
    trafficRoutingConfiguration,
    terminationWaitInSeconds: seconds(options.terminationWait ?? '10m'),
    maximumExecutionTimeoutInSeconds: options.timeout === undefined ? undefined : seconds(options.timeout),
  };
}

function renderRolling(rolling: RollingDefinition, unit: 'COPY_COUNT' | 'INSTANCE_COUNT'): sagemaker.CfnEndpoint.RollingUpdatePolicyProperty {
  return {
    maximumBatchSize: renderPart(rolling, unit),
    waitIntervalInSeconds: seconds(rolling.wait ?? '5m'),
    maximumExecutionTimeoutInSeconds: rolling.timeout === undefined ? undefined : seconds(rolling.timeout),
  };
}

function renderPart({ percent, instances }: Part, unit: 'COPY_COUNT' | 'INSTANCE_COUNT'): sagemaker.CfnEndpoint.CapacitySizeProperty {
  return percent === undefined ? { type: unit, value: instances! } : { type: 'CAPACITY_PERCENT', value: percent };
}
