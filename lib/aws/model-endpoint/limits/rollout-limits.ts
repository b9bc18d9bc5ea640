import { durationRule } from './compute-limits';
import { RolloutDefinition } from '../../../definition/rollout-definition';
import { Problems } from '../../../private/problems';
import { isKnown } from '../../../private/tokens';
import { seconds } from '../../../private/units';

const MIN_TIMEOUT = 600;
const MAX_TIMEOUT = 28_800;

/** The smallest and the largest part of a fleet that one step of a rollout can take. */
const SHARES = {
  canary: { least: 0, most: 0.5, text: 'at most half of the fleet' },
  linear: { least: 0.1, most: 0.5, text: '10 to 50 percent of the fleet' },
  rolling: { least: 0.05, most: 0.5, text: '5 to 50 percent of the fleet' },
} as const;

/**
 * What SageMaker asks of a rollout.
 *
 * @param fleets how many machines each variant has at least when the update begins
 */
export function rolloutLimits(rollout: RolloutDefinition, fleets: number[], problems: Problems): void {
  for (const kind of ['allAtOnce', 'canary', 'linear', 'rolling'] as const) {
    const strategy = rollout[kind];
    if (!strategy) continue;
    const at = problems.at(kind);
    durationRule(strategy.timeout, MIN_TIMEOUT, MAX_TIMEOUT, '10m to 8h', at.at('timeout'));
    if ('terminationWait' in strategy) durationRule(strategy.terminationWait, 0, 3600, '0s to 1h', at.at('terminationWait'));
    if ('wait' in strategy) durationRule(strategy.wait, 0, 3600, '0s to 1h', at.at('wait'));
    if (strategy.rollbackOn?.noData !== undefined) {
      at.at('rollbackOn', 'noData').add('must not be given: a new fleet has no data at first, so every update would be taken back');
    }
    if (kind !== 'allAtOnce') sizeLimits(rollout, kind, fleets, at);
  }
  totalTime(rollout, problems);
}

function sizeLimits(rollout: RolloutDefinition, kind: keyof typeof SHARES, fleets: number[], problems: Problems): void {
  const { instances, percent } = rollout[kind]!;
  if (instances === undefined && percent === undefined) problems.add('must have `percent` or `instances`');
  if (instances !== undefined && percent !== undefined) problems.add('must have either `percent` or `instances`, not both');
  const { least, most, text } = SHARES[kind];
  if (isKnown(percent) && (percent < Math.max(1, least * 100) || percent > most * 100)) {
    problems.at('percent').add(`must be from ${Math.max(1, least * 100)} to ${most * 100}, got ${percent}`);
  }
  for (const count of fleets.filter(isKnown)) {
    if (count < 2) {
      problems.add(`needs at least two machines, got ${count}: there is no part of one; raise \`compute.instances.count\` and \`scale.min\`, `
        + 'or use `allAtOnce`');
    } else if (isKnown(instances) && (instances < count * least || instances > count * most)) {
      problems.at('instances').add(`must be ${text} (${count}), got ${instances}`);
    }
  }
}

/** A timeout that ends the update before its own waits are over takes every update back. */
function totalTime({ canary, linear }: RolloutDefinition, problems: Problems): void {
  const strategy = canary ?? linear;
  if (!strategy || !isKnown(strategy.timeout)) return;
  const wait = waitSeconds(strategy.wait ?? (canary ? '10m' : '5m'));
  const steps = linear && isKnown(linear.percent) ? Math.ceil(100 / linear.percent) - 1 : 1;
  const total = wait * steps + waitSeconds(strategy.terminationWait ?? '10m');
  if (total >= seconds(strategy.timeout)) {
    problems.at(canary ? 'canary' : 'linear', 'timeout').add(`must be longer than the waits, which take ${total}s together, `
      + `got ${JSON.stringify(strategy.timeout)}`);
  }
}

function waitSeconds(duration: string): number {
  return isKnown(duration) ? seconds(duration) : 0;
}
