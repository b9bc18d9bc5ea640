import { ContainersDefinition } from './containers-definition';
import { ScaleDefinition } from './scale-definition';
import { DurationText, SizeText } from './values';

/**
 * What a model runs on.
 *
 * @oneKeyOf containers instances serverless
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

  /**
   * Copies of a container on machines that are there already: a cluster.
   *
   * @default - not used
   */
  readonly containers?: ContainersDefinition;
}

/**
 * A fleet of machines.
 */
export interface InstancesDefinition {
  /**
   * The type of machine, in the words of the place: on AWS a SageMaker instance type.
   *
   * @default ml.m5.large
   * @pattern ^\S+$
   * @patternErrorMessage must be a type of machine, without spaces, such as ml.m5.large
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
   * What only machines of AWS have.
   *
   * @default - nothing of its own
   */
  readonly aws?: AwsInstancesDefinition;
}

/**
 * What machines have on AWS alone.
 */
export interface AwsInstancesDefinition {
  /**
   * The SageMaker inference AMI, for GPU drivers of a certain version. Where it is not given, images of CUDA 13 get
   * `al2023-ami-sagemaker-inference-gpu-4-1`, as the driver of many machines is too old for them.
   */
  readonly inferenceAmi: string;
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
