import { AlarmsDefinition } from './monitoring-definition';
import { DurationText } from './values';

/**
 * How an update reaches the traffic. Alarms of the endpoint take it back while it runs.
 *
 * @oneKeyOf allAtOnce canary linear rolling
 */
export interface RolloutDefinition {
  /**
   * A second fleet takes all the traffic in one step; the first one is kept for a while.
   *
   * @default - not used
   */
  readonly allAtOnce?: AllAtOnceDefinition;

  /**
   * A second fleet takes a small part of the traffic first, and the rest when no alarm has rung.
   *
   * @default - not used
   */
  readonly canary?: CanaryDefinition;

  /**
   * A second fleet takes the traffic in equal steps.
   *
   * @default - not used
   */
  readonly linear?: LinearDefinition;

  /**
   * The machines of the one fleet are replaced in batches: no second fleet is needed.
   *
   * @default - not used
   */
  readonly rolling?: RollingDefinition;
}

/**
 * What all rollouts have.
 */
export interface RolloutOptions {
  /**
   * The whole update is rolled back after this time: 10m to 8h.
   *
   * @default - chosen by the service
   */
  readonly timeout?: DurationText;

  /**
   * What takes the update back.
   *
   * @default - the same bounds as `monitoring.alarms`, without the absence of data
   */
  readonly rollbackOn?: AlarmsDefinition;
}

/**
 * What rollouts with a second fleet have.
 */
export interface BlueGreenOptions extends RolloutOptions {
  /**
   * How long the first fleet is kept after the traffic has moved: at most 1h.
   *
   * @default 10m
   */
  readonly terminationWait?: DurationText;
}

/** A second fleet takes all the traffic in one step. */
export interface AllAtOnceDefinition extends BlueGreenOptions {}

/**
 * A second fleet takes a small part of the traffic first.
 *
 * @oneKeyOf percent instances
 */
export interface CanaryDefinition extends BlueGreenOptions {
  /**
   * The first part, in percent of the capacity: 1 to 50.
   *
   * @default - `instances`
   * @minimum 1
   * @maximum 50
   * @asType integer
   */
  readonly percent?: number;

  /**
   * The first part, in machines: at most half of the fleet.
   *
   * @default - `percent`
   * @minimum 1
   * @asType integer
   */
  readonly instances?: number;

  /**
   * How long the first part is watched: at most 1h.
   *
   * @default 10m
   */
  readonly wait?: DurationText;
}

/**
 * A second fleet takes the traffic in equal steps.
 *
 * @oneKeyOf percent instances
 */
export interface LinearDefinition extends BlueGreenOptions {
  /**
   * One step, in percent of the capacity: 10 to 50.
   *
   * @default - `instances`
   * @minimum 10
   * @maximum 50
   * @asType integer
   */
  readonly percent?: number;

  /**
   * One step, in machines: 10 to 50 percent of the fleet.
   *
   * @default - `percent`
   * @minimum 1
   * @asType integer
   */
  readonly instances?: number;

  /**
   * How long each step is watched: at most 1h.
   *
   * @default 5m
   */
  readonly wait?: DurationText;
}

/**
 * The machines of the one fleet are replaced in batches.
 *
 * @oneKeyOf percent instances
 */
export interface RollingDefinition extends RolloutOptions {
  /**
   * One batch, in percent of the capacity: 5 to 50.
   *
   * @default - `instances`
   * @minimum 5
   * @maximum 50
   * @asType integer
   */
  readonly percent?: number;

  /**
   * One batch, in machines: 5 to 50 percent of the fleet.
   *
   * @default - `percent`
   * @minimum 1
   * @asType integer
   */
  readonly instances?: number;

  /**
   * How long each batch is watched: at most 1h.
   *
   * @default 5m
   */
  readonly wait?: DurationText;
}
