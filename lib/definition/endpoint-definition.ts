import { ComponentDefinition } from './component-definition';
import { ComputeDefinition } from './compute-definition';
import { KubernetesEndpointDefinition } from './kubernetes-endpoint-definition';
import { ModelSourceDefinition } from './model-source-definition';
import { RolloutDefinition } from './rollout-definition';
import { DurationText, StoragePlace } from './values';

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
   * @default - on AWS one ml.m5.large instance, on Kubernetes one container
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
   * Whether a deployment takes variants out of scaling before it changes the type of their machines, and puts them back after.
   * SageMaker refuses such a change as long as they scale. Scaling then belongs to a function of the stack instead of
   * CloudFormation. On an endpoint that scales already, deploy once with this and without `scale`, then with both.
   *
   * @default false
   */
  readonly detachScaling?: boolean;

  /**
   * How often utilisation metrics of single instances and containers are published: 10s, 30s, 1m, 2m, 3m, 4m or 5m.
   *
   * @default - the service's own metrics, once a minute
   * @pattern ^(10s|30s|60s|120s|180s|240s|300s|1m|2m|3m|4m|5m)$
   * @patternErrorMessage must be 10s, 30s, 1m, 2m, 3m, 4m or 5m
   */
  readonly detailedMetrics?: DurationText;

  /**
   * What only environments on Kubernetes have; elsewhere it says nothing.
   *
   * @default - the place's defaults
   */
  readonly kubernetes?: KubernetesEndpointDefinition;
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
  readonly output?: StoragePlace;

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
  readonly destination?: StoragePlace;
}
