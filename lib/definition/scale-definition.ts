import { DurationText, ScheduleText, TimeZoneText } from './values';

/**
 * How a number of machines, or of copies of a component, follows the load.
 *
 * @atMostOneKeyOf invocationsPerMinute requestsPerSecond concurrentRequests backlogPerInstance
 */
export interface ScaleDefinition {
  /**
   * The fewest. 0 is for asynchronous endpoints and inference components, which also wake from it.
   *
   * @default 1
   * @minimum 0
   * @asType integer
   */
  readonly min?: number;

  /**
   * The most.
   *
   * @minimum 1
   * @asType integer
   */
  readonly max: number;

  /**
   * Invocations per machine (or copy) and minute that scaling aims at.
   *
   * @default - another target, or 600 when there is none and the endpoint is not asynchronous
   * @exclusiveMinimum 0
   */
  readonly invocationsPerMinute?: number;

  /**
   * Requests per second that one machine (or copy) can stand, measured in a load test; scaling aims at half of it.
   *
   * @default - another target
   * @exclusiveMinimum 0
   */
  readonly requestsPerSecond?: number;

  /**
   * Requests per model at one time that scaling aims at, from metrics with ten-second resolution.
   *
   * @default - another target
   * @exclusiveMinimum 0
   */
  readonly concurrentRequests?: number;

  /**
   * Queued requests per machine that scaling aims at; asynchronous endpoints only.
   *
   * @default - 5 when the endpoint is asynchronous
   * @exclusiveMinimum 0
   */
  readonly backlogPerInstance?: number;

  /**
   * How long nothing is removed after the last removal.
   *
   * @default 5m
   */
  readonly scaleInCooldown?: DurationText;

  /**
   * How long nothing is added after the last addition.
   *
   * @default 1m
   */
  readonly scaleOutCooldown?: DurationText;

  /**
   * Limits that change at certain times, by name: a night shutdown, a morning peak.
   *
   * @default - the same limits at all times
   */
  readonly schedules?: { [name: string]: ScheduledScaleDefinition };

  /**
   * Jumps when a metric of the endpoint passes a bound, in addition to the target.
   *
   * @default - no jumps
   */
  readonly steps?: StepScaleDefinition;
}

/**
 * Limits from a certain time on. At least one of `min` and `max` is given.
 */
export interface ScheduledScaleDefinition {
  /** When the limits begin to hold. */
  readonly at: ScheduleText;

  /**
   * The fewest from then on.
   *
   * @default - as before
   * @minimum 0
   * @asType integer
   */
  readonly min?: number;

  /**
   * The most from then on.
   *
   * @default - as before
   * @minimum 0
   * @asType integer
   */
  readonly max?: number;

  /**
   * Time zone of `at`.
   *
   * @default UTC
   */
  readonly timeZone?: TimeZoneText;
}

/**
 * Step scaling on the load of a variant.
 */
export interface StepScaleDefinition {
  /**
   * The metric that is watched: the sum of invocations per machine and minute, or the mean CPU or GPU utilisation in percent.
   *
   * @default cpu
   */
  readonly metric?: 'cpu' | 'gpu' | 'invocations';

  /**
   * What happens at which value, by rising value: 1 to 20 steps.
   *
   * @minItems 1
   * @maxItems 20
   */
  readonly changes: StepChangeDefinition[];
}

/**
 * One step of step scaling.
 */
export interface StepChangeDefinition {
  /**
   * The value of the metric from which this step holds, up to the next step.
   *
   * @minimum 0
   */
  readonly from: number;

  /**
   * How many machines are added; negative removes.
   *
   * @asType integer
   */
  readonly add: number;
}
