import * as iam from 'aws-cdk-lib/aws-iam';
import { IFeatureStore } from './feature-store';

/**
 * Permissions on a feature group.
 */
export class FeatureStoreGrants {
  /** Permissions on the given feature group. */
  public static fromFeatureStore(store: IFeatureStore): FeatureStoreGrants {
    return new FeatureStoreGrants(store);
  }

  private constructor(private readonly store: IFeatureStore) {}

  /** Allows reading records from the online store. */
  public read(grantee: iam.IGrantable): iam.Grant {
    return this.records(grantee, 'sagemaker:GetRecord', 'sagemaker:BatchGetRecord', 'sagemaker:DescribeFeatureGroup');
  }

  /** Allows writing and deleting records. */
  public ingest(grantee: iam.IGrantable): iam.Grant {
    return this.records(grantee, 'sagemaker:PutRecord', 'sagemaker:DeleteRecord', 'sagemaker:DescribeFeatureGroup');
  }

  private records(grantee: iam.IGrantable, ...actions: string[]): iam.Grant {
    return iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [this.store.featureGroupArn] });
  }
}
