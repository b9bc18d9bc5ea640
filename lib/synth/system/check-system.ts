import { stateProblems } from './state-check';
import { LockDefinition, MlopsDefinition } from '../../definition';
import { definitionProblems } from '../../definition/check';
import { lockProblems } from '../../definition/lock-check';
import { firstCauses, throwFindings } from '../../definition/report';
import { structureProblems } from '../../definition/structure';
import { wellTyped } from '../../definition/well-typed';
import { inTurn, Problem } from '../../private/problems';
import { platformAt, platformsOf } from '../platforms';

/**
 * Throws everything that is wrong with a system in one error: what holds on every platform, what those it uses ask, and whether the
 * pinned versions fit. It runs before anything is made, so that a faulty definition leaves nothing behind.
 *
 * @param directory the folder that scripts and pipeline files are relative to
 */
export function checkSystem(definition: MlopsDefinition, lock: LockDefinition | undefined, directory: string): void {
  const faults = structureProblems('MlopsDefinition', definition);
  const general = definitionProblems(definition);
  const lockFaults = lock === undefined ? [] : structureProblems('LockDefinition', lock);
  // Rules trust the types: they look at what the structure has left standing.
  const system = wellTyped('MlopsDefinition', definition, faults);
  const pinned = lock && wellTyped('LockDefinition', lock, lockFaults);
  const whole = system !== undefined && isWhole(system, definition);
  const platforms = system ? platformsOf(system) : [];
  const limits = platforms.flatMap(({ systemLimits }) =>
    systemLimits({ system: system!, written: definition, isWhole: whole, lock: pinned, directory, known: general }));
  const complete = system && pinned && whole ? { system, pinned } : undefined;
  // A value that is wrong is no change of what holds data.
  const kept = complete && faults.length + lockFaults.length === 0 ? [stateProblems(complete.pinned, complete.system)] : [];
  const pins = complete ? [...versionProblems(complete.pinned, complete.system), ...kept.flatMap(state => state.lock)] : [];
  throwFindings([
    { of: definition, problems: inTurn(general, [...firstCauses(faults, limits).slice(faults.length), ...kept.flatMap(state => state.definition)]) },
    ...(lock ? [{ of: lock, problems: firstCauses(lockFaults, pins) }] : []),
  ]);
}

/** A version that is pinned is held against the place where it is. */
function versionProblems(pinned: LockDefinition, system: MlopsDefinition): Problem[] {
  return lockProblems(pinned, system, (version, problems) => platformAt(system, version.environmentName).versionRules(version, problems));
}

/** Whether every environment and model can be looked at: what is missing may be what the others need. */
function isWhole(system: MlopsDefinition, written: MlopsDefinition): boolean {
  return (['datasets', 'environments', 'features', 'models'] as const).every(part =>
    Object.keys(system[part] ?? {}).length === Object.keys(written[part] ?? {}).length);
}
