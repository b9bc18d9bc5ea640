import { Duration, Lazy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { secureBucket } from '../foundation/secure-bucket';

/** What differs between the stores. */
export interface AppendOnlyBucketOptions {
  readonly name?: string;
  readonly encryptionKey: kms.IKey;
  readonly logBucket?: s3.IBucket;
  /** Ends in `/`. */
  readonly logPrefix: string;
  /** Where only writes are taken that demand that there is no such object yet; it ends in `/`. */
  readonly writtenOnce?: string;
}

/** How long what a collector has deleted can be brought back. */
const REGRET = Duration.days(90);

/**
 * A bucket of objects that are named by their content, to which anything may refer: nothing expires, and only collectors delete, whatever
 * else IAM gives to whom.
 */
export class AppendOnlyBucket extends Construct {
  public readonly bucket: s3.Bucket;
  private readonly collectors: string[] = [];

  constructor(scope: Construct, id: string, { writtenOnce, ...options }: AppendOnlyBucketOptions) {
    super(scope, id);
    this.bucket = secureBucket(this, 'Bucket', {
      ...options,
      // An object that can be written twice may have its right content in a version before the current one.
      lifecycleRules: writtenOnce === undefined
        ? []
        : [{ id: 'CollectedObjects', noncurrentVersionExpiration: REGRET, expiredObjectDeleteMarker: true }],
    });
    this.bucket.addToResourcePolicy(this.onlyCollectorsDelete());
    if (writtenOnce !== undefined) this.bucket.addToResourcePolicy(this.nothingIsWrittenTwice(writtenOnce));
  }

  /** From now on a role may delete, as far as IAM lets it. */
  public addCollector(role: iam.IRole): void {
    this.collectors.push(role.roleArn);
  }

  private onlyCollectorsDelete(): iam.PolicyStatement {
    // With no collector the condition names a role that nobody has.
    const roleArns = Lazy.list({ produce: () => this.collectors.length > 0 ? [...this.collectors] : ['none'] });
    return new iam.PolicyStatement({
      sid: 'OnlyCollectorsDelete',
      effect: iam.Effect.DENY,
      principals: [new iam.AnyPrincipal()],
      actions: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
      resources: [this.bucket.arnForObjects('*')],
      conditions: { StringNotEquals: { 'aws:PrincipalArn': roleArns } },
    });
  }

  /**
   * Amazon S3 refuses a write with `If-None-Match: *` where there is an object; this asks for that header wherever a request makes an
   * object ("Enforce conditional writes on Amazon S3 buckets": uploads in parts say it when they are completed).
   */
  private nothingIsWrittenTwice(prefix: string): iam.PolicyStatement {
    return new iam.PolicyStatement({
      sid: 'NothingIsWrittenTwice',
      effect: iam.Effect.DENY,
      principals: [new iam.AnyPrincipal()],
      actions: ['s3:PutObject'],
      resources: [this.bucket.arnForObjects(`${prefix}*`)],
      conditions: { Null: { 's3:if-none-match': 'true' }, Bool: { 's3:ObjectCreationOperation': 'true' } },
    });
  }
}
