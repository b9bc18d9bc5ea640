import { ContainerDefinition, ModelSourceDefinition } from './model-source-definition';
import { AlarmsDefinition } from './monitoring-definition';
import { DurationText, S3Uri, ScheduleText, SizeText } from './values';

/**
 * How a model answers requests: at once on instances or without servers, or asynchronously.
 */
export interface EndpointDefinition {
  /**
   * Name of the endpoint; clients call it, so it never changes with a version.
   *
   * @default - system, environment and model, joined by `-`
   * @pattern ^[a-zA-Z0-9](-*[a-zA-Z0-9])*$
   * @patternErrorMessage must be letters, digits and hyphens, with a letter or digit at both ends
   * @maxLength 63
   */
  readonly name?: string;

  /**
   * What the model runs on.
   *
   * @default - one ml.m5.large instance
   */
  readonly compute?: ComputeDefinition;

  /**
   * Requests are queued, may take up to an hour, and the answers are written to Amazon S3. Needs `compute.instances`,
   * which may then scale to zero.
   *
   * @default - the caller waits for the answer
   */
  readonly asynchronous?: AsynchronousDefinition;

  /**
   * Up to ten versions that share the traffic by weight. The names are stable parts of the deployment: keep them when a
   * version changes.
   *
   * @default - one variant, `AllTraffic`
   */
  readonly variants?: { [name: string]: VariantDefinition };

  /**
   * A version that gets a copy of the traffic while its answers are only recorded.
   *
   * @default - no shadow
   */
  readonly shadow?: ShadowDefinition;

  /**
   * Several models that share the instances of `compute`, each with its own copies and scaling. The endpoint then has no
   * model of its own.
   *
   * @default - one model
   */
  readonly components?: { [name: string]: ComponentDefinition };

  /**
   * How an update reaches the traffic, and what takes it back.
   *
   * @default - all at once on a second fleet (blue/green), rolled back when an alarm of the endpoint rings
   */
  readonly rollout?: RolloutDefinition;

  /**
   * Whether requests and answers are recorded in Amazon S3, for monitoring.
   *
   * @default - not recorded, unless `monitoring` needs it
   */
  readonly capture?: CaptureDefinition;

  /**
   * Whether the model's container has no network at all. Its files must then hold everything it needs.
   *
   * @default - true on instances, false where the service does not offer it (serverless)
   */
  readonly networkIsolation?: boolean;

  /**
   * Whether an update keeps the number of instances and the weights that scaling and operators have set since.
   *
   * @default - true when a variant scales
   */
  readonly keepScaling?: boolean;

  /**
   * How often utilisation metrics of single instances and containers are published: 10s, 30s, 1m, 2m, 3m, 4m or 5m.
   *
   * @default - the service's own metrics, once a minute
   * @pattern ^(10s|30s|60s|120s|180s|240s|300s|1m|2m|3m|4m|5m)$
   * @patternErrorMessage must be 10s, 30s, 1m, 2m, 3m, 4m or 5m
   */
  readonly detailedMetrics?: DurationText;
}

/**
 * What a model runs on.
 *
 * @oneKeyOf instances serverless
 */
export interface ComputeDefinition {
  /**
   * Machines that are there all the time, or as many as scaling wants.
   *
   * @default - not used
   */
  readonly instances?: InstancesDefinition;

  /**
   * No machines to size: paid by request, cold starts included.
   *
   * @default - not used
   */
  readonly serverless?: ServerlessDefinition;
}

/**
 * A fleet of machines.
 */
export interface InstancesDefinition {
  /**
   * The SageMaker instance type.
   *
   * @default ml.m5.large
   * @pattern ^ml\.[a-z0-9-]+\.[a-z0-9]+$
   * @patternErrorMessage must be a SageMaker instance type such as ml.m5.large
   */
  readonly type?: string;

  /**
   * How many machines at the start; 0 only for inference components and asynchronous endpoints.
   *
   * @default - `scale.min`, else 1
   * @minimum 0
   * @asType integer
   */
  readonly count?: number;

  /**
   * How the number of machines follows the load.
   *
   * @default - it does not
   */
  readonly scale?: ScaleDefinition;

  /**
   * Size of the encrypted volume of each machine. Instance types with local NVMe storage have no such volume.
   *
   * @default - chosen by the service
   */
  readonly volume?: SizeText;

  /**
   * Which machine gets the next request.
   *
   * @default least-outstanding-requests
   */
  readonly routing?: 'least-outstanding-requests' | 'random';

  /**
   * How long a machine may take to download the model: 60s to 60m.
   *
   * @default - chosen by the service
   */
  readonly downloadTimeout?: DurationText;

  /**
   * How long the container may take until it answers its health check: 60s to 60m.
   *
   * @default - chosen by the service
   */
  readonly startupTimeout?: DurationText;

  /**
   * The SageMaker inference AMI, for GPU drivers of a certain version.
   *
   * @default - chosen by the service
   */
  readonly inferenceAmi?: string;
}

/**
 * Compute without machines to size. It has no GPU, no VPC, no capture, no rollout and only one variant.
 */
export interface ServerlessDefinition {
  /**
   * Memory of the container: 1GiB to 6GiB.
   *
   * @default 2GiB
   * @pattern ^[1-6]GiB$
   * @patternErrorMessage must be 1GiB, 2GiB, 3GiB, 4GiB, 5GiB or 6GiB
   */
  readonly memory?: SizeText;

  /**
   * Requests at one time, from 1 to 200; more are refused.
   *
   * @default 20
   * @minimum 1
   * @maximum 200
   * @asType integer
   */
  readonly maxConcurrency?: number;

  /**
   * Requests at one time that never wait for a cold start; at most `maxConcurrency`.
   *
   * @default - none
   * @minimum 1
   * @maximum 200
   * @asType integer
   */
  readonly provisionedConcurrency?: number;

  /**
   * How the provisioned concurrency follows its utilisation.
   *
   * @default - it does not
   */
  readonly scale?: ServerlessScaleDefinition;
}

/**
 * How provisioned concurrency follows the load.
 */
export interface ServerlessScaleDefinition {
  /**
   * The least provisioned concurrency, from 1.
   *
   * @default 1
   * @minimum 1
   * @asType integer
   */
  readonly min?: number;

  /**
   * The most provisioned concurrency; at most `maxConcurrency`.
   *
   * @minimum 1
   * @maximum 200
   * @asType integer
   */
  readonly max: number;

  /**
   * The share of the provisioned concurrency that should be in use, above 0 and at most 1.
   *
   * @default 0.7
   * @exclusiveMinimum 0
   * @maximum 1
   */
  readonly utilization?: number;
}

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
   * Time zone of `at`, as in the IANA database.
   *
   * @default UTC
   */
  readonly timeZone?: string;
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

/**
 * Requests that are queued and answered in Amazon S3.
 */
export interface AsynchronousDefinition {
  /**
   * Where the answers go.
   *
   * @default - `async/<endpoint>/` in the environment's data bucket
   */
  readonly output?: S3Uri;

  /**
   * Requests that one machine works on at a time, from 1 to 1000.
   *
   * @default - chosen by the service
   * @minimum 1
   * @maximum 1000
   * @asType integer
   */
  readonly maxConcurrency?: number;

  /**
   * Whether two topics, one for answers and one for failures, tell when a request is done.
   *
   * @default true
   */
  readonly notifications?: boolean;
}

/**
 * One version that takes a share of the traffic.
 */
export interface VariantDefinition {
  /**
   * The model of this variant.
   *
   * @default - the endpoint's model
   */
  readonly model?: ModelSourceDefinition;

  /**
   * What this variant runs on.
   *
   * @default - the endpoint's `compute`
   */
  readonly compute?: ComputeDefinition;

  /**
   * Its share of the traffic, relative to the other variants' weights. 0 is ready but gets nothing.
   *
   * @default 1
   * @minimum 0
   */
  readonly weight?: number;
}

/**
 * A version that is tried on copies of real requests.
 */
export interface ShadowDefinition {
  /** The model that is tried. */
  readonly model: ModelSourceDefinition;

  /**
   * What it runs on.
   *
   * @default - the endpoint's `compute`
   */
  readonly compute?: ComputeDefinition;

  /**
   * The share of the requests that is copied, in percent: above 0, at most 100.
   *
   * @default 100
   * @exclusiveMinimum 0
   * @maximum 100
   */
  readonly percent?: number;
}

/**
 * One of several models on a shared fleet (a SageMaker inference component).
 */
export interface ComponentDefinition {
  /**
   * The model. Not given for an adapter.
   *
   * @default - `baseComponent` brings it
   */
  readonly model?: ContainerDefinition;

  /**
   * Another component of the endpoint whose container this one extends with an adapter (`model.artifact`).
   *
   * @default - not an adapter
   */
  readonly baseComponent?: string;

  /**
   * Copies at the start, at least 1: a component cannot be created without a copy, only scaled to none afterwards.
   *
   * @default 1
   * @minimum 1
   * @asType integer
   */
  readonly copies?: number;

  /**
   * Memory of one copy, at least 128MiB.
   *
   * @default 1GiB
   */
  readonly memory?: SizeText;

  /**
   * Processor cores of one copy, at least 0.25.
   *
   * @default 1
   * @minimum 0.25
   */
  readonly cpus?: number;

  /**
   * GPUs or Neuron devices of one copy, at least 1.
   *
   * @default - none
   * @minimum 1
   * @asType integer
   */
  readonly accelerators?: number;

  /**
   * How the number of copies follows the load.
   *
   * @default - it does not
   */
  readonly scale?: ScaleDefinition;

  /**
   * How long a copy may take to download the model: 60s to 60m.
   *
   * @default - chosen by the service
   */
  readonly downloadTimeout?: DurationText;

  /**
   * How long the container may take until it answers its health check: 60s to 60m.
   *
   * @default - chosen by the service
   */
  readonly startupTimeout?: DurationText;
}

/**
 * Whether and how requests and answers are recorded.
 */
export interface CaptureDefinition {
  /**
   * The share of the requests that is recorded, in percent: 0 to 100.
   *
   * @default 100
   * @minimum 0
   * @maximum 100
   * @asType integer
   */
  readonly percent?: number;

  /**
   * What is recorded.
   *
   * @default - requests and answers
   */
  readonly only?: 'input' | 'output';

  /**
   * Where the records go.
   *
   * @default - `capture/<endpoint>/` in the environment's data bucket
   */
  readonly destination?: S3Uri;
}

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
