import { Names, Stack, Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { ContainerDefinition, DeliveryDefinition, PipelineDefinition, RegistryDefinition } from '../../definition';
import { deliveredPaths } from '../../definition/delivery/delivered-paths';
import { DeliveryPipeline, Deployment } from '../delivery-pipeline';
import { IExperimentTracker } from '../experiment-tracker';
import { acknowledge } from '../foundation/acknowledgements';
import { checkPropNames } from '../foundation/check-props';
import { encryptionKey } from '../foundation/encryption-key';
import { PlatformOptions } from '../foundation/platform';
import { platformOptions } from '../foundation/platform-options';
import { secureBucket } from '../foundation/secure-bucket';
import { ModelRegistry } from '../model-registry';
import { TrainingPipeline, TrainingSources } from '../training-pipeline';

/**
 * How one model is trained, kept and delivered: the keys `pipeline` and `registry` of the model's definition and `delivery` of
 * the system's, and what only AWS knows.
 */
export interface MlPipelineProps extends TrainingSources, PlatformOptions {
  /** How the model is trained. */
  readonly pipeline: PipelineDefinition;

  /**
   * How versions are kept and approved.
   *
   * @default - versions wait for an approval
   */
  readonly registry?: RegistryDefinition;

  /**
   * How changes and versions reach the environments.
   *
   * @default - no delivery; training is started by its schedule, by people or by other systems
   */
  readonly delivery?: DeliveryDefinition;

  /**
   * The environments that a delivery goes to, in the order of promotion.
   *
   * @default - none: a delivery ends with training
   */
  readonly deployments?: Deployment[];

  /**
   * The stacks that a delivery deploys before it starts training, in their order.
   *
   * @default - the stack of this construct, so that a change of the training takes effect
   */
  readonly trainingStacks?: Stack[];

  /**
   * Name of the pipelines, and of the registry's group unless the definition names it.
   *
   * @default - made from the construct's path
   */
  readonly pipelineName?: string;

  /**
   * The container that serves the model.
   *
   * @default - the framework and version that train the model
   */
  readonly model?: ContainerDefinition;

  /**
   * Where runs are recorded.
   *
   * @default - runs are not recorded
   */
  readonly tracker?: IExperimentTracker;

  /**
   * What is kept with every registered version, for example who owns it and what it is for.
   *
   * @default - only what the training pipeline writes
   */
  readonly metadata?: { [name: string]: string };

  /**
   * Where results and models go.
   *
   * @default - the platform's artifact bucket, else a new one
   */
  readonly artifactBucket?: s3.IBucket;
}

/**
 * The loop of one model: a change is built and trained, a good version is registered, an approved version is released.
 *
 * It is a `TrainingPipeline`, a `ModelRegistry` and a `DeliveryPipeline` that know each other; use them one by one for more.
 * Accounts that serve the model are allowed to read its versions.
 *
 * @example
 * new MlPipeline(this, 'CreditRisk', {
 *   pipeline: { steps: { train: { train: { script: 'src/train.py', framework: 'xgboost', inputs: { train: 's3://my-data/' } } } } },
 *   delivery: { codePipeline: { source: { github: { repository: 'acme/credit-risk', connection: connectionArn } } } },
 *   deployments: [{ environmentName: 'prod', stacks: [serving], servingStack: serving, endpointName: 'credit-risk', protected: true }],
 * });
 */
export class MlPipeline extends Construct {
  /** The versions of the model. */
  public readonly registry: ModelRegistry;

  /** Trains the model and registers versions. */
  public readonly training: TrainingPipeline;

  /** Takes changes and versions to the environments. Undefined without `delivery`. */
  public readonly delivery?: DeliveryPipeline;

  constructor(scope: Construct, id: string, props: MlPipelineProps) {
    super(scope, id);
    checkPropNames(this, props);
    const pipelineName = props.pipelineName ?? Names.uniqueResourceName(this, { maxLength: 63, separator: '-' });
    const key = encryptionKey(this, props);
    const shared = { platform: props.platform, encryptionKey: key };
    const artifactBucket = props.artifactBucket ?? props.platform?.artifactBucket ?? this.defineBucket(key);

    this.registry = new ModelRegistry(this, 'Registry', {
      group: pipelineName,
      ...props.registry,
      ...shared,
      artifactBucket,
      artifactPrefix: `pipelines/${pipelineName}/`,
    });
    this.training = this.defineTraining(pipelineName, artifactBucket, props, key);
    this.delivery = props.delivery && new DeliveryPipeline(this, 'Delivery', {
      ...props.delivery,
      ...shared,
      paths: deliveredPaths(props.delivery, props.pipeline),
      pipelineName,
      trainingPipeline: this.training,
      trainingStacks: props.trainingStacks ?? [Stack.of(this)],
      registry: this.registry,
      deployments: props.deployments ?? [],
    });
    this.shareVersions(props.deployments ?? []);
  }

  private defineBucket(key: kms.IKey): s3.Bucket {
    const bucket = secureBucket(this, 'Artifacts', { encryptionKey: key, logPrefix: '' });
    acknowledge(bucket, 'noAccessLogs');
    return bucket;
  }

  private defineTraining(pipelineName: string, artifactBucket: s3.IBucket, props: MlPipelineProps, key: kms.IKey): TrainingPipeline {
    const { pipeline, sourceDirectory, model, datasets, features, tracker, metadata } = props;
    return new TrainingPipeline(this, 'Training', {
      ...pipeline,
      ...platformOptions(props),
      encryptionKey: key,
      pipelineName,
      registry: this.registry,
      sourceDirectory,
      model,
      datasets,
      features,
      tracker,
      metadata,
      artifactBucket,
    });
  }

  /** Lets the other accounts that serve the model use its versions. */
  private shareVersions(deployments: Deployment[]): void {
    const own = Stack.of(this).account;
    const others = deployments.flatMap(({ servingStack }) => servingStack?.account ?? [])
      .filter(account => !Token.isUnresolved(account) && account !== own);
    if (others.length > 0) this.registry.shareWith([...new Set(others)]);
  }
}
