import * as s3 from 'aws-cdk-lib/aws-s3';
import { IConstruct } from 'constructs';
import { DatasetStoreGrants } from './dataset-store-grants';

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
}
