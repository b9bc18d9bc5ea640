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

  /** The bucket of the offline store. Undefined without an offline store. */
  readonly offlineBucket?: s3.IBucket;

  /** Where the offline store begins in its bucket; it ends in `/`. Undefined without an offline store. */
  readonly offlinePrefix?: string;

  /** Allows reading and ingesting records. */
  readonly grants: FeatureStoreGrants;
}
