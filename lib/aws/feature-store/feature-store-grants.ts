import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { IConstruct } from 'constructs';
import { MlopsError } from '../../private/errors';
import { grantKey, grantObjects, READ_OBJECTS } from '../foundation/bucket-access';

/** What the permissions are about. */
interface Group extends IConstruct {
  readonly featureGroupName: string;
  readonly featureGroupArn: string;
  readonly encryptionKey?: kms.IKey;
  readonly offlineBucket?: s3.IBucket;
  readonly offlinePrefix?: string;
  readonly offlineDatabase?: string;
  readonly offlineTable?: string;
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

  /** Allows reading records from the online store, with the use of its key. */
  public read(grantee: iam.IGrantable): iam.Grant {
    return this.records(grantee, 'sagemaker:GetRecord', 'sagemaker:BatchGetRecord', 'sagemaker:DescribeFeatureGroup');
  }

  /** Allows writing and deleting records, with the use of the key. SageMaker copies them into the offline store itself. */
  public ingest(grantee: iam.IGrantable): iam.Grant {
    return this.records(grantee, 'sagemaker:PutRecord', 'sagemaker:DeleteRecord', 'sagemaker:DescribeFeatureGroup');
  }

  /**
   * Allows reading the offline store: its files, its table in AWS Glue, and queries in one Amazon Athena work group. Athena
   * writes results with the caller's permissions, so allow writing to the place of the results too.
   *
   * @param workGroup the Athena work group, `primary` when left out
   */
  public readOffline(grantee: iam.IGrantable, workGroup?: string): iam.Grant {
    const { featureGroupName, offlineBucket, offlinePrefix } = this.group;
    if (!offlineBucket) {
      throw new MlopsError('NoOfflineStore', `feature group ${JSON.stringify(featureGroupName)} has no offline store; `
        + 'give it "offline", or use grants.read');
    }
    return grantObjects(grantee, offlineBucket, offlinePrefix ?? '', READ_OBJECTS)
      .combine(iam.Grant.addToPrincipal({
        grantee,
        actions: ['glue:GetDatabase', 'glue:GetTable', 'glue:GetPartitions'],
        resourceArns: catalogArns(this.group),
      }))
      .combine(iam.Grant.addToPrincipal({
        grantee,
        actions: ['athena:StartQueryExecution', 'athena:GetQueryExecution', 'athena:GetQueryResults', 'athena:StopQueryExecution'],
        resourceArns: [Stack.of(this.group).formatArn({ service: 'athena', resource: 'workgroup', resourceName: workGroup ?? 'primary' })],
      }));
  }

  private records(grantee: iam.IGrantable, ...actions: string[]): iam.Grant {
    const { encryptionKey, featureGroupArn } = this.group;
    if (encryptionKey) grantKey(grantee, encryptionKey, false);
    return iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [featureGroupArn] });
  }
}

/** Catalog, database and table of the offline store. SageMaker puts the time of creation behind the names of its own tables. */
export function catalogArns(group: Group): string[] {
  const { featureGroupName, offlineDatabase = 'sagemaker_featurestore', offlineTable } = group;
  const tables = offlineTable ? [offlineTable] : [`${featureGroupName.replace(/-/g, '_')}_*`, `${featureGroupName}-*`];
  const arn = (resource: string, resourceName?: string) => Stack.of(group).formatArn({ service: 'glue', resource, resourceName });
  return [
    arn('catalog'),
    arn('database', offlineDatabase),
    ...tables.map(table => arn('table', `${offlineDatabase}/${table}`)),
  ];
}
