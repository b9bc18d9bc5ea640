import { AssumedRole } from './assumed-role';
import { DeliveryDuty } from '../definition/delivery/delivery-identity';

/** What one machine does without a break: some stages of a run, on whichever system delivers. */
export interface DeliveryJob {
  readonly id: string;
  readonly name: string;
  /** The job before. */
  readonly needs?: string;
  readonly minutes: number;
  /** The environment that the job changes: its rules hold, and one job at a time changes a model there. */
  readonly environment?: string;
  /** Whether a person lets the job begin. */
  readonly isApproved: boolean;
  readonly steps: readonly DeliveryStep[];
}

export type DeliveryStep = PreparedStep | ScriptStep | SignInStep;

/** A step that each system has its own way for. */
export interface PreparedStep {
  /**
   * `sources` are those of the commit that the run is about, `base` those that a change is held against, `tools` what commands need,
   * `templates` what an earlier job of the run has kept.
   */
  readonly kind: 'base' | 'keep-templates' | 'sources' | 'templates' | 'tools';
}

/** From here on commands are those of a role. */
export interface SignInStep {
  readonly kind: 'sign-in';
  readonly environment: string;
  readonly duty: DeliveryDuty;
  readonly role: AssumedRole;
  /** How long it is needed, when that is longer than an hour. */
  readonly seconds?: number;
}

/** Commands of a shell: it ends at the first that fails. */
export interface ScriptStep {
  readonly kind: 'script';
  /** The stage of the plan, when the step is one. */
  readonly id?: string;
  readonly name: string;
  readonly variables?: Variables;
  readonly run: readonly string[];
}

/** Variables of the shell. Values of a run reach commands in no other way, so that none can become a part of a command. */
export interface Variables {
  readonly [name: string]: RunValue | string;
}

/** A value that only the run knows. Every text that is none stays a text, whatever it looks like. */
export interface RunValue {
  /** The version that is released, or a token with which the run may start another. */
  readonly value: 'run-token' | 'version';
}
