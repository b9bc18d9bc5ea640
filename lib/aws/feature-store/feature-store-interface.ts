import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { IConstruct } from 'constructs';
import { FeatureStoreGrants } from './feature-store-grants';

/**
 * A group of features that are written together, one record for each id.
 */
export interface IFeatureStore extends IConstruct {
  /** Name of the feature group. */
  readonly featureGroupName: string;

  /** ARN of the feature group. */
  readonly featureGroupArn: string;

  /** The key of the online store, when it is known. */
  readonly encryptionKey?: kms.IKey;

  /** The bucket of the offline store. Undefined without an offline store. */
  readonly offlineBucket?: s3.IBucket;

  /** Where the offline store begins in its bucket; it ends in `/`. Undefined without an offline store. */
  readonly offlinePrefix?: string;

  /** The AWS Glue database of the offline store. Undefined when SageMaker chooses it. */
  readonly offlineDatabase?: string;

  /** The AWS Glue table of the offline store. Undefined when SageMaker names it. */
  readonly offlineTable?: string;

  /** Allows reading and ingesting records. */
  readonly grants: FeatureStoreGrants;
}
