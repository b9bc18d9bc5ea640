import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { AppendOnlyBucket } from './append-only-bucket';
import { DvcStoreGrants } from './dvc-store-grants';
import { checkPropNames } from '../foundation/check-props';
import { encryptionKey } from '../foundation/encryption-key';
import { IMlPlatform } from '../foundation/platform';
import { s3Uri } from '../foundation/s3-place';

/** Below it DVC keeps objects by their content. */
const OBJECTS = 'files/md5/';

/**
 * A store for what DVC pushes.
 */
export interface DvcStoreProps {
  /**
   * Name of the new bucket. What DVC reads holds it, so that it is best said.
   *
   * @default - AWS CloudFormation makes the name
   */
  readonly bucketName?: string;

  /**
   * Whether an object can be written again: `kept` takes such a write as another version of the object, `refused` takes only writes that
   * demand that there is no such object (`If-None-Match: *`). DVC does not send that by itself; `npx mlops versioning` writes
   * `.dvc/push.py`, with which it does.
   *
   * @default kept
   */
  readonly overwrites?: 'kept' | 'refused';

  /**
   * Brings the key and the bucket for access logs.
   *
   * @default - no platform
   */
  readonly platform?: IMlPlatform;

  /**
   * Encrypts the objects.
   *
   * @default - the platform's key, else a new customer-managed key with yearly rotation
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Holds the access logs of the bucket.
   *
   * @default - the platform's bucket for logs, else access is not logged
   */
  readonly logBucket?: s3.IBucket;

  /**
   * Who may pull.
   *
   * @default - nobody but those to whom `grants.read` gives it
   */
  readonly readers?: iam.IGrantable[];

  /**
   * Who may push.
   *
   * @default - nobody but those to whom `grants.write` gives it
   */
  readonly writers?: iam.IGrantable[];

  /**
   * Roles that may delete what no commit refers to any more.
   *
   * @default - nobody but those to whom `grants.collect` gives it
   */
  readonly collectors?: iam.IRole[];
}

/**
 * A bucket that DVC pushes data and models to. Its objects are named by their content, and any commit may refer to any of them: none
 * expires, and only collectors delete, whatever else IAM gives to whom.
 *
 * @example
 * const store = new DvcStore(stack, 'Data', { bucketName: 'acme-churn-dvc' });
 * store.grants.write(dataScientists);
 */
export class DvcStore extends Construct {
  /** The bucket. */
  public readonly bucket: s3.IBucket;

  /** What DVC takes as the URL of a remote: `s3://bucket/`. */
  public readonly uri: string;

  /** Allows pulling, pushing and collecting. */
  public readonly grants: DvcStoreGrants;

  constructor(scope: Construct, id: string, props: DvcStoreProps = {}) {
    super(scope, id);
    checkPropNames(this, props);
    const store = new AppendOnlyBucket(this, 'Objects', {
      name: props.bucketName,
      encryptionKey: encryptionKey(this, props),
      logBucket: props.logBucket ?? props.platform?.logBucket,
      logPrefix: `dvc/${this.node.id}/`,
      writtenOnce: props.overwrites === 'refused' ? OBJECTS : undefined,
    });
    this.bucket = store.bucket;
    this.uri = s3Uri({ bucket: this.bucket, prefix: '' });
    this.grants = DvcStoreGrants._on(store);
    props.readers?.forEach(grantee => this.grants.read(grantee));
    props.writers?.forEach(grantee => this.grants.write(grantee));
    props.collectors?.forEach(role => this.grants.collect(role));
  }
}
