import { Duration, Tags } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct, IConstruct } from 'constructs';
import { datasetLimits } from './dataset-limits';
import { DatasetStoreGrants } from './dataset-store-grants';
import { DatasetDefinition } from '../../definition';
import { isKnown } from '../../private/tokens';
import { seconds } from '../../private/units';
import { checkProps } from '../foundation/check-props';
import { encryptionKey } from '../foundation/encryption-key';
import { IMlPlatform } from '../foundation/platform';
import { S3Place, s3Uri } from '../foundation/s3-place';
import { secureBucket } from '../foundation/secure-bucket';

/**
 * Versioned data in Amazon S3.
 */
export interface IDatasetStore extends IConstruct {
  /** The bucket that holds the data. */
  readonly bucket: s3.IBucket;

  /** Where the data begins in the bucket: empty for the whole bucket, else it ends in `/`. */
  readonly prefix: string;

  /** Where the data is, as `s3://bucket/prefix`; it ends in `/`. */
  readonly uri: string;

  /** Allows reading and writing the data. */
  readonly grants: DatasetStoreGrants;

  /** Whether Amazon EventBridge is told of new files. */
  readonly notifies: boolean;
}

/**
 * A dataset and where it is kept.
 */
export interface DatasetStoreProps extends DatasetDefinition {
  /**
   * Brings the key and the bucket for access logs.
   *
   * @default - no platform
   */
  readonly platform?: IMlPlatform;

  /**
   * Encrypts the data. With `location`, the key that the bucket is encrypted with, so that readers may use it.
   *
   * @default - the platform's key, else a new customer-managed key with yearly rotation; with `location` none
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Holds the access logs of the bucket.
   *
   * @default - the platform's bucket for logs, else access is not logged
   */
  readonly logBucket?: s3.IBucket;

  /**
   * Whether Amazon EventBridge is told of new files, so that they can start training. With `location` it says whether that bucket does so
   * already (`aws s3api put-bucket-notification-configuration`).
   *
   * @default false
   */
  readonly notifies?: boolean;

  /**
   * Name of the new bucket.
   *
   * @default - AWS CloudFormation makes the name
   */
  readonly bucketName?: string;
}

/**
 * Versioned data in a bucket of its own, or in a place that is there already.
 *
 * @example
 * const applications = new DatasetStore(this, 'Applications', { classification: 'confidential', personalData: true, retention: '730d' });
 * applications.grants.read(trainingRole);
 */
export class DatasetStore extends Construct implements IDatasetStore {
  /**
   * Data below a prefix of a bucket that is there already.
   *
   * @param prefix empty for the whole bucket, else it ends in `/`
   * @param notifies whether Amazon EventBridge is told of new files in the bucket
   */
  public static fromBucket(scope: Construct, id: string, bucket: s3.IBucket, prefix?: string, notifies: boolean = false): IDatasetStore {
    class Import extends Construct implements IDatasetStore {
      public readonly bucket = bucket;
      public readonly prefix = prefix ?? '';
      public readonly uri = bucket.s3UrlForObject(this.prefix);
      public readonly grants = DatasetStoreGrants._on(this);
      public readonly notifies = notifies;
    }
    return new Import(scope, id);
  }

  public readonly bucket: s3.IBucket;
  public readonly prefix: string;
  public readonly uri: string;
  public readonly grants: DatasetStoreGrants;
  public readonly notifies: boolean;

  constructor(scope: Construct, id: string, props: DatasetStoreProps = {}) {
    super(scope, id);
    checkProps(this, 'DatasetDefinition', props, { limits: [datasetLimits] });
    this.notifies = props.notifies ?? false;

    const place = props.location === undefined
      ? { bucket: this.defineBucket(props), prefix: '' }
      : S3Place.parse(props.location).folder(this, 'Bucket', props.encryptionKey);
    this.bucket = place.bucket;
    this.prefix = place.prefix;
    this.uri = s3Uri(place);
    this.grants = DatasetStoreGrants._on(this);
  }

  /** Only replaced versions ever expire, and only when somebody says after how long. */
  private defineBucket(props: DatasetStoreProps): s3.Bucket {
    const bucket = secureBucket(this, 'Bucket', {
      name: props.bucketName,
      encryptionKey: encryptionKey(this, props),
      logBucket: props.logBucket ?? props.platform?.logBucket,
      logPrefix: `datasets/${this.node.id}/`,
      lifecycleRules: isKnown(props.retention)
        ? [{ id: 'ReplacedVersions', noncurrentVersionExpiration: Duration.seconds(seconds(props.retention)) }]
        : [],
    });
    // `eventBridgeEnabled` would bring a function that changes the bucket after its making.
    if (this.notifies) {
      (bucket.node.defaultChild as s3.CfnBucket).notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
    }
    Tags.of(bucket).add('classification', props.classification ?? 'internal');
    Tags.of(bucket).add('personal-data', String(props.personalData ?? false));
    return bucket;
  }
}
