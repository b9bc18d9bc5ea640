import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';

/**
 * A feature group that is there already.
 */
export interface FeatureStoreAttributes {
  /** Name of the feature group. */
  readonly featureGroupName: string;

  /**
   * The key of the online store, so that readers may use it.
   *
   * @default - an AWS owned key, which nobody needs a permission for
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * The bucket of the offline store.
   *
   * @default - no offline store
   */
  readonly offlineBucket?: s3.IBucket;

  /**
   * Where the offline store begins in its bucket; it ends in `/`.
   *
   * @default - the whole bucket, when there is an offline store
   */
  readonly offlinePrefix?: string;

  /**
   * The AWS Glue database of the offline store.
   *
   * @default sagemaker_featurestore
   */
  readonly offlineDatabase?: string;

  /**
   * The AWS Glue table of the offline store.
   *
   * @default - the tables whose names begin with the group's
   */
  readonly offlineTable?: string;
}
