import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { MlPlatformAttributes } from './ml-platform-attributes';
import { IPackageIndex } from '../foundation/package-index';
import { IMlPlatform } from '../foundation/platform';

/** A platform that is there already: it defines nothing. */
export class ImportedMlPlatform extends Construct implements IMlPlatform {
  public readonly encryptionKey: kms.IKey;
  public readonly artifactBucket: s3.IBucket;
  public readonly dataBucket: s3.IBucket;
  public readonly logBucket: s3.IBucket;
  public readonly alarmTopic: sns.ITopic;
  public readonly vpc?: ec2.IVpc;
  public readonly vpcSubnets?: ec2.SubnetSelection;
  public readonly securityGroups?: ec2.ISecurityGroup[];
  public readonly isIsolated: boolean;
  public readonly packageIndex?: IPackageIndex;
  public readonly retainsData: boolean;

  constructor(scope: Construct, id: string, attributes: MlPlatformAttributes) {
    super(scope, id);
    this.encryptionKey = attributes.encryptionKey;
    this.artifactBucket = attributes.artifactBucket;
    this.dataBucket = attributes.dataBucket;
    this.logBucket = attributes.logBucket;
    this.alarmTopic = attributes.alarmTopic;
    this.vpc = attributes.vpc;
    this.vpcSubnets = attributes.vpcSubnets;
    this.securityGroups = attributes.securityGroups;
    this.isIsolated = attributes.isIsolated ?? false;
    this.packageIndex = attributes.packageIndex;
    this.retainsData = attributes.retainsData ?? true;
  }
}
