import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledgements';

/** What differs between the buckets of the library. */
export interface SecureBucketOptions {
  readonly name?: string;
  readonly encryptionKey: kms.IKey;
  readonly logBucket?: s3.IBucket;
  /** Ends in `/`. */
  readonly logPrefix: string;
  readonly lifecycleRules?: s3.LifecycleRule[];
}

/** What every bucket has: private, TLS only, versioned, kept with its stack gone, and free of uploads that were never finished. */
const SECURE: s3.BucketProps = {
  blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
  objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
  versioned: true,
  removalPolicy: RemovalPolicy.RETAIN,
};

const INCOMPLETE_UPLOADS: s3.LifecycleRule = { id: 'IncompleteUploads', abortIncompleteMultipartUploadAfter: Duration.days(7) };

/** A bucket for models or data, encrypted with the key; its access is logged when there is a bucket for logs. */
export function secureBucket(scope: Construct, id: string, options: SecureBucketOptions): s3.Bucket {
  const bucket = new s3.Bucket(scope, id, {
    ...SECURE,
    bucketName: options.name,
    encryption: s3.BucketEncryption.KMS,
    encryptionKey: options.encryptionKey,
    bucketKeyEnabled: true,
    lifecycleRules: [INCOMPLETE_UPLOADS, ...(options.lifecycleRules ?? [])],
  });
  if (options.logBucket) {
    // `serverAccessLogsBucket` gives the log bucket an access control list in apps without a feature flag, and those are disabled.
    (bucket.node.defaultChild as s3.CfnBucket).loggingConfiguration = {
      destinationBucketName: options.logBucket.bucketName,
      logFilePrefix: options.logPrefix,
    };
  }
  acknowledge(bucket, 'noReplication', ...(options.logBucket ? [] : ['noAccessLogs' as const]));
  return bucket;
}

/** A bucket that takes the access logs of the other buckets of the account. Delivery works with the encryption of Amazon S3 only. */
export function accessLogBucket(scope: Construct, id: string, name: string | undefined): s3.Bucket {
  const bucket = new s3.Bucket(scope, id, {
    ...SECURE,
    bucketName: name,
    encryption: s3.BucketEncryption.S3_MANAGED,
    lifecycleRules: [INCOMPLETE_UPLOADS],
  });
  bucket.addToResourcePolicy(new iam.PolicyStatement({
    sid: 'AccessLogsAreDelivered',
    principals: [new iam.ServicePrincipal('logging.s3.amazonaws.com')],
    actions: ['s3:PutObject'],
    resources: [bucket.arnForObjects('*')],
    conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
  }));
  acknowledge(bucket, 'noReplication', 'accessLogBucket');
  return bucket;
}
