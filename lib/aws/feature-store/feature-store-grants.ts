import * as iam from 'aws-cdk-lib/aws-iam';

/** What the permissions are about. */
interface Group {
  readonly featureGroupArn: string;
}

/**
 * Permissions on a feature group.
 */
export class FeatureStoreGrants {
  /** @internal */
  public static _on(group: Group): FeatureStoreGrants {
    return new FeatureStoreGrants(group);
  }

  private constructor(private readonly group: Group) {}

  /** Allows reading records from the online store. */
  public read(grantee: iam.IGrantable): iam.Grant {
    return this.records(grantee, 'sagemaker:GetRecord', 'sagemaker:BatchGetRecord', 'sagemaker:DescribeFeatureGroup');
  }

  /** Allows writing and deleting records. */
  public ingest(grantee: iam.IGrantable): iam.Grant {
    return this.records(grantee, 'sagemaker:PutRecord', 'sagemaker:DeleteRecord', 'sagemaker:DescribeFeatureGroup');
  }

  private records(grantee: iam.IGrantable, ...actions: string[]): iam.Grant {
    return iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [this.group.featureGroupArn] });
  }
}
