/**
 * What holds data in one environment, by the names and shapes that can never change under it. It follows from the definition:
 * `mlops lock` records it, before the first deployment or later.
 *
 * @oneKeyOf aws kubernetes
 */
export interface StateDefinition {
  /** Name of the system, with which the names of its buckets, keys and groups begin. */
  readonly system: string;

  /**
   * Where the environment is on AWS.
   *
   * @default - not there
   */
  readonly aws?: AwsStateDefinition;

  /**
   * Where the environment is on Kubernetes.
   *
   * @default - not there
   */
  readonly kubernetes?: KubernetesStateDefinition;

  /**
   * The datasets that have a bucket of their own.
   *
   * @default - none
   */
  readonly datasets?: string[];

  /**
   * The tools whose stores are kept here: `dvc`, `gitLfs`.
   *
   * @default - none
   */
  readonly versioning?: string[];

  /**
   * What records the training runs.
   *
   * @default - nothing
   */
  readonly tracking?: 'app' | 'server';

  /**
   * Version of MLflow that the server was made with.
   *
   * @default - the service's own
   */
  readonly trackingVersion?: string;

  /**
   * What is kept for each model, by its name.
   *
   * @default - nothing
   */
  readonly models?: { [model: string]: ModelStateDefinition };
}

/**
 * What an environment on AWS keeps beside the data of models.
 */
export interface AwsStateDefinition {
  /** The region. */
  readonly region: string;

  /**
   * The account.
   *
   * @default - the account that deploys
   */
  readonly account?: string;

  /**
   * The network that jobs and endpoints are in.
   *
   * @default - none
   */
  readonly network?: NetworkStateDefinition;

  /**
   * Whether the environment keeps Python packages in an index of its own.
   *
   * @default false
   */
  readonly packageIndex?: boolean;

  /**
   * What holds data and was there already.
   *
   * @default - the environment has made all of it
   */
  readonly existing?: ExistingStateDefinition;
}

/**
 * What holds data and was there already, by what it is called.
 */
export interface ExistingStateDefinition {
  /**
   * ARN of the key.
   *
   * @default - the environment has made it
   */
  readonly encryptionKey?: string;

  /**
   * Name of the bucket for models, code and pipeline results.
   *
   * @default - the environment has made it
   */
  readonly artifactBucket?: string;

  /**
   * Name of the bucket for recorded requests, predictions and reports.
   *
   * @default - the environment has made it
   */
  readonly dataBucket?: string;

  /**
   * Name of the bucket for access logs.
   *
   * @default - the environment has made it
   */
  readonly logBucket?: string;
}

/**
 * What names everything of an environment on Kubernetes. Nothing in it holds data yet.
 */
export interface KubernetesStateDefinition {
  /** The namespace. */
  readonly namespace: string;
}

/**
 * A network, by what cannot change while something runs in it.
 */
export interface NetworkStateDefinition {
  /**
   * The address range of an isolated network.
   *
   * @default - the VPC was there already
   */
  readonly cidr?: string;

  /**
   * How many availability zones an isolated network has. There can be more later, and never fewer.
   *
   * @default - the VPC was there already
   * @asType integer
   */
  readonly availabilityZones?: number;

  /**
   * The VPC that was there already.
   *
   * @default - the network is isolated
   */
  readonly vpcId?: string;

  /**
   * Whether jobs and endpoints have a security group of the platform.
   *
   * @default false
   */
  readonly ownSecurityGroup?: boolean;
}

/**
 * What is kept for a model.
 */
export interface ModelStateDefinition {
  /**
   * Name of the group that holds the model's versions, in the environment that trains it.
   *
   * @default - the model is not trained here
   */
  readonly group?: string;

  /**
   * Description of that group.
   *
   * @default - none
   */
  readonly groupDescription?: string;

  /**
   * Whether requests and answers are recorded.
   *
   * @default false
   */
  readonly capture?: boolean;

  /**
   * Whether the model is delivered from here.
   *
   * @default false
   */
  readonly delivery?: boolean;
}
