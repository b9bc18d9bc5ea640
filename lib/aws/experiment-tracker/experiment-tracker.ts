import { Names, RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { CfnMlflowApp, CfnMlflowTrackingServer } from 'aws-cdk-lib/aws-sagemaker';
import { Construct, IConstruct } from 'constructs';
import { ExperimentTrackerGrants } from './experiment-tracker-grants';
import { MlflowAppDefinition, MlflowServerDefinition, TrackingDefinition } from '../../definition';
import { physicalName } from '../../private/names';
import { acknowledge, acknowledgeWildcards } from '../foundation/acknowledgements';
import { grantObjects, READ_OBJECTS, WRITE_OBJECTS } from '../foundation/bucket-access';
import { checkProps } from '../foundation/check-props';
import { encryptionKey } from '../foundation/encryption-key';
import { executionRole } from '../foundation/execution-role';
import { PlatformOptions } from '../foundation/platform';
import { s3Uri } from '../foundation/s3-place';
import { secureBucket } from '../foundation/secure-bucket';

/**
 * Where experiments and training runs are recorded: MLflow on Amazon SageMaker.
 */
export interface IExperimentTracker extends IConstruct {
  /** What MLflow takes as tracking URI (`MLFLOW_TRACKING_URI`): the ARN of the app or of the server. */
  readonly trackingUri: string;

  /** The bucket with the files of the runs, when it is known. */
  readonly artifactBucket?: s3.IBucket;

  /** Where the files of the runs begin in the bucket: empty for the whole bucket, else it ends in `/`. */
  readonly artifactPrefix: string;

  /** Allows recording and reading runs. */
  readonly grants: ExperimentTrackerGrants;
}

/**
 * A tracker that is there already.
 */
export interface ExperimentTrackerAttributes {
  /** ARN of the MLflow App or of the tracking server. */
  readonly trackingUri: string;

  /**
   * The bucket with the files of the runs. MLflow clients read and write it themselves.
   *
   * @default - not known; grants cover the tracker only
   */
  readonly artifactBucket?: s3.IBucket;

  /**
   * Where the files of the runs begin in the bucket; it ends in `/`.
   *
   * @default - the whole bucket
   */
  readonly artifactPrefix?: string;
}

/**
 * What records experiments, and where their files go.
 */
export interface ExperimentTrackerProps extends TrackingDefinition, PlatformOptions {
  /**
   * Name of the app or of the server. It cannot be changed later.
   *
   * @default - made from the path of the construct
   */
  readonly trackerName?: string;

  /**
   * Holds the files of the runs.
   *
   * @default - the platform's artifact bucket, else a new bucket
   */
  readonly artifactBucket?: s3.IBucket;
}

const SERVER_SIZES = { large: 'Large', medium: 'Medium', small: 'Small' };

/**
 * MLflow on Amazon SageMaker: a serverless app, or a tracking server that is paid by the hour. What was recorded is kept when the
 * stack is deleted.
 *
 * @example
 * const tracker = new ExperimentTracker(this, 'Tracker', { platform });
 * tracker.grants.log(trainingRole);
 */
export class ExperimentTracker extends Construct implements IExperimentTracker {
  /** A tracker that is there already. */
  public static fromExperimentTrackerAttributes(scope: Construct, id: string, attributes: ExperimentTrackerAttributes): IExperimentTracker {
    class Import extends Construct implements IExperimentTracker {
      public readonly trackingUri = attributes.trackingUri;
      public readonly artifactBucket = attributes.artifactBucket;
      public readonly artifactPrefix = attributes.artifactPrefix ?? '';
      public readonly grants = ExperimentTrackerGrants._on(this);
    }
    return new Import(scope, id);
  }

  public readonly trackingUri: string;
  public readonly artifactBucket?: s3.IBucket;
  public readonly artifactPrefix: string;
  public readonly grants: ExperimentTrackerGrants;

  /** What MLflow reads and writes files with. */
  public readonly role: iam.IRole;

  constructor(scope: Construct, id: string, props: ExperimentTrackerProps = {}) {
    super(scope, id);
    const tracking: ExperimentTrackerProps = props.server || props.app ? props : { ...props, app: {} };
    checkProps(this, 'TrackingDefinition', tracking);

    const name = physicalName([props.trackerName ?? Names.uniqueResourceName(this, { separator: '-' })]);
    const bucket = props.artifactBucket ?? props.platform?.artifactBucket ?? this.defineBucket(props);
    this.artifactBucket = bucket;
    this.artifactPrefix = `mlflow/${name}/`;
    this.role = this.renderRole(props, bucket);

    const common = { artifactStoreUri: s3Uri({ bucket, prefix: `mlflow/${name}` }), roleArn: this.role.roleArn };
    this.trackingUri = tracking.server
      ? this.defineServer({ ...common, trackingServerName: name }, tracking.server)
      : this.defineApp({ ...common, name }, tracking.app ?? {});
    this.grants = ExperimentTrackerGrants._on(this);
  }

  private defineBucket(props: ExperimentTrackerProps): s3.Bucket {
    return secureBucket(this, 'ArtifactBucket', { encryptionKey: encryptionKey(this, props), logPrefix: 'mlflow/' });
  }

  private renderRole(props: ExperimentTrackerProps, bucket: s3.IBucket): iam.IRole {
    const role = executionRole(this, 'Role', props, 'Reads and writes the files of MLflow runs');
    grantObjects(role, bucket, this.artifactPrefix, [...READ_OBJECTS, ...WRITE_OBJECTS]);
    if (!props.role) {
      acknowledge(role, 'inlinePolicy');
      acknowledgeWildcards(role, 'objectKeys');
    }
    return role;
  }

  /** Versions enter the registry through the pipeline's gates, never by the side door of MLflow's own registration. */
  private defineApp(common: { name: string; artifactStoreUri: string; roleArn: string }, app: MlflowAppDefinition): string {
    const resource = new CfnMlflowApp(this, 'Resource', {
      ...common,
      modelRegistrationMode: 'AutoModelRegistrationDisabled',
      weeklyMaintenanceWindowStart: app.maintenanceWindow,
    });
    this.keep(resource);
    return resource.attrArn;
  }

  private defineServer(common: { trackingServerName: string; artifactStoreUri: string; roleArn: string }, server: MlflowServerDefinition): string {
    const resource = new CfnMlflowTrackingServer(this, 'Resource', {
      ...common,
      trackingServerSize: SERVER_SIZES[server.size ?? 'small'],
      mlflowVersion: server.version,
      automaticModelRegistration: false,
      weeklyMaintenanceWindowStart: server.maintenanceWindow,
    });
    this.keep(resource);
    return resource.attrTrackingServerArn;
  }

  private keep(resource: CfnMlflowApp | CfnMlflowTrackingServer): void {
    resource.applyRemovalPolicy(RemovalPolicy.RETAIN);
    // MLflow tries the role when it starts, and the policy is a resource of its own.
    resource.node.addDependency(this.role);
  }
}
