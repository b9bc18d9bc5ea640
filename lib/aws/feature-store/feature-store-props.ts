import * as s3 from 'aws-cdk-lib/aws-s3';
import { FeatureGroupDefinition } from '../../definition';
import { PlatformOptions } from '../foundation/platform';

/**
 * A feature group and what it runs on.
 */
export interface FeatureStoreProps extends FeatureGroupDefinition, PlatformOptions {
  /**
   * Name of the feature group. From `schemaVersion` 2 on, `-v2` and so on is added.
   *
   * @default - made from the path of the construct
   */
  readonly featureGroupName?: string;

  /**
   * Holds the offline store.
   *
   * @default - the platform's data bucket, else a new bucket
   */
  readonly offlineBucket?: s3.IBucket;

  /**
   * The group as it is deployed, for example from a file in git that is written after each deployment. What AWS would replace the
   * group for is then an error at synth: a feature that is removed, renamed or given another type, another record id, another store.
   *
   * @default - changes are not checked against what is deployed
   */
  readonly deployed?: FeatureGroupDefinition;
}
