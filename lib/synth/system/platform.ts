import { Kept } from './kept';
import { LockDefinition, MlopsDefinition, StateDefinition } from '../../definition';
import { Place } from '../../definition/capabilities';
import { PinnedVersion } from '../../definition/lock-check';
import { Problem, Problems } from '../../private/problems';

/** What is checked, and what is known of it already. */
export interface CheckedSystem {
  /** The system as far as its structure is right. */
  readonly system: MlopsDefinition;
  /** The same as it is written. */
  readonly written: MlopsDefinition;
  /** Whether no environment and no model is left out. */
  readonly isWhole: boolean;
  readonly lock?: LockDefinition;
  /** The folder that scripts and pipeline files are relative to. */
  readonly directory: string;
  /** What is wrong on every platform. */
  readonly known: readonly Problem[];
}

/** What is wrong, by the file in which it is said. */
export interface StateProblems {
  readonly definition: readonly Problem[];
  readonly lock: readonly Problem[];
}

/** What a platform asks of a system of which it runs a part. */
export interface Platform {
  /** The key that an environment there has. */
  readonly key: Place;
  /** What it cannot do. */
  readonly systemLimits: (checked: CheckedSystem) => readonly Problem[];
  /** What it asks of a version that is pinned in an environment there. */
  readonly versionRules: (pinned: PinnedVersion, problems: Problems) => void;
  /** What holds data in an environment there, as the lock file records it. */
  readonly stateOf: (system: MlopsDefinition, environmentName: string) => StateDefinition;
  /** Everything that is recorded of an environment there, and whether it would be lost. */
  readonly keptOf: (state: StateDefinition, system: MlopsDefinition, environmentName: string) => readonly Kept[];
}
