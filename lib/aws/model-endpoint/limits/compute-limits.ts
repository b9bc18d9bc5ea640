import { ComputeDefinition, InstancesDefinition, ServerlessDefinition } from '../../../definition/compute-definition';
import { ScaleDefinition, ScheduledScaleDefinition, StepScaleDefinition } from '../../../definition/scale-definition';
import { Problems } from '../../../private/problems';
import { isKnown } from '../../../private/tokens';
import { mebibytes, seconds } from '../../../private/units';
import { hasLocalStorage } from '../../foundation/local-storage';
import { initialCount, instanceType } from '../shape/endpoint-parts';
import { gpuCount, isBurstable } from '../shape/instance-types';

const MAX_VOLUME_GIB = 512;

/** What may scale: machines of a real-time or an asynchronous endpoint, the fleet below components, or their copies. */
export type ScaledKind = 'asynchronous' | 'component' | 'componentFleet' | 'realTime';

/** What SageMaker asks of compute. */
export function computeLimits(compute: ComputeDefinition, kind: ScaledKind, problems: Problems): void {
  if (compute.serverless) return serverlessLimits(compute.serverless, problems.at('serverless'));
  if (compute.instances) instancesLimits(compute.instances, kind, problems.at('instances'));
}

function instancesLimits(instances: InstancesDefinition, kind: ScaledKind, problems: Problems): void {
  const type = instanceType(instances);
  const { count, scale, volume } = instances;
  if (isKnown(count) && count === 0 && (kind === 'realTime' || scale?.min !== 0)) {
    problems.at('count').add('must be at least 1, got 0; only inference components and asynchronous endpoints with `scale.min: '
      + '0` can have no machine');
  }
  if (isKnown(volume)) {
    const size = mebibytes(volume) / 1024;
    if (isKnown(type) && hasLocalStorage(type)) {
      problems.at('volume').add(`must not be given for ${JSON.stringify(type)}: it has local NVMe storage instead of a volume; leave it out`);
    } else if (!Number.isInteger(size) || size < 1 || size > MAX_VOLUME_GIB) {
      problems.at('volume').add(`must be whole GiB from 1 to ${MAX_VOLUME_GIB}, got ${JSON.stringify(volume)}`);
    }
  }
  timeoutLimits(instances, problems);
  if (!scale) return;
  if (isKnown(type) && isBurstable(type)) {
    problems.at('scale').add(`must not be given for ${JSON.stringify(type)}: burstable instances cannot scale; `
      + 'choose another type, for example ml.m5.large');
  }
  scaleLimits(scale, initialCount(instances), kind, problems.at('scale'), type);
}

/** How long models may take to load. */
export function timeoutLimits(timeouts: { readonly downloadTimeout?: string; readonly startupTimeout?: string }, problems: Problems): void {
  for (const key of ['downloadTimeout', 'startupTimeout'] as const) {
    durationRule(timeouts[key], 60, 3600, '60s to 60m', problems.at(key));
  }
}

/** A duration within bounds. */
export function durationRule(value: string | undefined, least: number, most: number, allowed: string, problems: Problems): void {
  if (isKnown(value) && !(seconds(value) >= least && seconds(value) <= most)) problems.add(`must be from ${allowed}, got ${JSON.stringify(value)}`);
}

/** What it asks of scaling. */
export function scaleLimits(scale: ScaleDefinition, initial: number, kind: ScaledKind, problems: Problems, type?: string): void {
  const { min = 1, max } = scale;
  if (isKnown(min) && min === 0 && kind === 'realTime') {
    problems.at('min').add('must be at least 1, got 0; only asynchronous endpoints and inference components scale to zero');
  }
  if (isKnown(initial) && isKnown(min) && initial < min) {
    problems.add(`must hold the number at the start, which is ${initial} and less than \`min\` (${min}); every update would begin below the limits`);
  }
  if (isKnown(initial) && isKnown(max) && initial > max && !(isKnown(min) && min > max)) {
    problems.add(`must hold the number at the start, which is ${initial} and more than \`max\` (${max})`);
  }
  targetLimits(scale, kind, problems);
  for (const [name, schedule] of Object.entries(scale.schedules ?? {})) scheduleLimits(schedule, kind, problems.at('schedules', name));
  if (scale.steps) stepLimits(scale.steps, problems.at('steps'), type);
}

function targetLimits(scale: ScaleDefinition, kind: ScaledKind, problems: Problems): void {
  const loadTargets = ['invocationsPerMinute', 'requestsPerSecond', 'concurrentRequests'] as const;
  const refuse = (keys: readonly (keyof ScaleDefinition)[], why: string) => {
    keys.filter(key => scale[key] !== undefined).forEach(key => problems.at(key).add(why));
  };
  if (kind === 'asynchronous') {
    refuse(loadTargets, 'must not be given for an asynchronous endpoint, which never publishes it; use `backlogPerInstance`');
  }
  if (kind === 'realTime' || kind === 'component') refuse(['backlogPerInstance'], 'needs an asynchronous endpoint; only that has a queue');
  if (kind === 'componentFleet') {
    refuse([...loadTargets, 'backlogPerInstance', 'schedules', 'steps', 'scaleInCooldown', 'scaleOutCooldown'],
      'must not be given beside `components`: their copies scale, and the machines follow the copies; only `min` and `max` are for the machines');
  }
}

function scheduleLimits(schedule: ScheduledScaleDefinition, kind: ScaledKind, problems: Problems): void {
  if ((schedule.min === 0 || schedule.max === 0) && kind === 'realTime') {
    problems.add('must keep at least 1 machine; only asynchronous endpoints and inference components scale to zero');
  }
}

function stepLimits({ changes, metric }: StepScaleDefinition, problems: Problems, type?: string): void {
  if (metric === 'gpu' && isKnown(type) && gpuCount(type) === 0) {
    problems.at('metric').add(`must not be "gpu" for ${JSON.stringify(type)}, which has none; use "cpu" or "invocations"`);
  }
  changes.forEach((change, index) => {
    const before = changes[index - 1];
    if (!before || !isKnown(change.from) || !isKnown(before.from)) return;
    if (change.from <= before.from) {
      problems.at('changes', index, 'from').add(`must be more than the step before it (${before.from}), got ${change.from}`);
    }
    if (before.add > 0 && change.add < 0) {
      problems.at('changes', index, 'add').add(`must not be negative above a step that adds, got ${change.add}`);
    }
  });
  const last = changes[changes.length - 1];
  if (last && last.add < 0) {
    problems.at('changes', changes.length - 1).add('must be followed by a step with `add: 0` or more, which says where removing ends');
  }
  if (changes.every(change => change.add === 0)) problems.at('changes').add('must add or remove something in at least one step');
}

function serverlessLimits({ maxConcurrency = 20, provisionedConcurrency, scale }: ServerlessDefinition, problems: Problems): void {
  if (isKnown(provisionedConcurrency) && isKnown(maxConcurrency) && provisionedConcurrency > maxConcurrency) {
    problems.at('provisionedConcurrency').add(`must be at most \`maxConcurrency\` (${maxConcurrency}), got ${provisionedConcurrency}`);
  }
  if (!scale) return;
  const { min = 1, max } = scale;
  if (isKnown(max) && isKnown(maxConcurrency) && max > maxConcurrency) {
    problems.at('scale', 'max').add(`must be at most \`maxConcurrency\` (${maxConcurrency}), got ${max}`);
  }
  if (isKnown(provisionedConcurrency) && (isKnown(min) && provisionedConcurrency < min || isKnown(max) && provisionedConcurrency > max)) {
    problems.at('provisionedConcurrency').add(`must be within the limits of \`scale\` (${min} to ${max}), got ${provisionedConcurrency}`);
  }
}
