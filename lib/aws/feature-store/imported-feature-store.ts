import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { featureGroupArn } from './feature-group-arn';
import { FeatureStoreAttributes } from './feature-store-attributes';
import { FeatureStoreGrants } from './feature-store-grants';
import { IFeatureStore } from './feature-store-interface';

/** A feature group that is there already: it defines nothing. */
export class ImportedFeatureStore extends Construct implements IFeatureStore {
  public readonly featureGroupName: string;
  public readonly featureGroupArn: string;
  public readonly encryptionKey?: kms.IKey;
  public readonly offlineBucket?: s3.IBucket;
  public readonly offlinePrefix?: string;
  public readonly offlineDatabase?: string;
  public readonly offlineTable?: string;
  public readonly grants: FeatureStoreGrants;

  constructor(scope: Construct, id: string, attributes: FeatureStoreAttributes) {
    super(scope, id);
    this.featureGroupName = attributes.featureGroupName;
    this.featureGroupArn = featureGroupArn(this, attributes.featureGroupName);
    this.encryptionKey = attributes.encryptionKey;
    this.offlineBucket = attributes.offlineBucket;
    this.offlinePrefix = attributes.offlineBucket && (attributes.offlinePrefix ?? '');
    this.offlineDatabase = attributes.offlineDatabase;
    this.offlineTable = attributes.offlineTable;
    this.grants = FeatureStoreGrants._on(this);
  }
}
