import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { IConstruct } from 'constructs';
import { ModelRegistryGrants } from './model-registry-grants';

/**
 * The versions of one model and who may use them: a SageMaker model package group.
 */
export interface IModelRegistry extends IConstruct {
  /** Name of the model package group. */
  readonly modelPackageGroupName: string;

  /** ARN of the model package group. */
  readonly modelPackageGroupArn: string;

  /** Whether a person approves a version (`manual`) or the pipeline's gate is enough (`automatic`). */
  readonly approval: string;

  /** The bucket with the files of the versions, when it is known. */
  readonly artifactBucket?: s3.IBucket;

  /** Where the files of the versions begin in the bucket: empty for the whole bucket, else it ends in `/`. */
  readonly artifactPrefix: string;

  /** The key that encrypts the files of the versions, when it is known. */
  readonly encryptionKey?: kms.IKey;

  /** Allows reading, registering and approving versions. */
  readonly grants: ModelRegistryGrants;
}
