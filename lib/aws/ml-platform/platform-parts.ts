import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { IPackageIndex } from '../foundation/package-index';

/**
 * Parts of your own. A new platform uses what is given here, and makes the rest.
 */
export interface PlatformParts {
  /**
   * Encrypts everything that the models store. A key of your own must let alarms, event rules and log groups use it.
   *
   * @default - a new customer-managed key with yearly rotation
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Holds models, code and pipeline results.
   *
   * @default - a new bucket
   */
  readonly artifactBucket?: s3.IBucket;

  /**
   * Holds datasets without a bucket of their own, captured requests, predictions and monitoring reports.
   *
   * @default - a new bucket
   */
  readonly dataBucket?: s3.IBucket;

  /**
   * Holds the access logs of the other buckets.
   *
   * @default - a new bucket
   */
  readonly logBucket?: s3.IBucket;

  /**
   * Where alarms are sent. Alarms and event rules of the account must be allowed to publish to a topic of your own.
   *
   * @default - a new topic
   */
  readonly alarmTopic?: sns.ITopic;

  /**
   * The VPC of jobs and endpoints. Not together with `network`.
   *
   * @default - the VPC of `network`, else none
   */
  readonly vpc?: ec2.IVpc;

  /**
   * The subnets of jobs and endpoints in `vpc`.
   *
   * @default - private subnets of the VPC
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * The security groups of jobs and endpoints in the VPC.
   *
   * @default - those of `network`, else a new group that is open to nobody but the machines in it
   */
  readonly securityGroups?: ec2.ISecurityGroup[];

  /**
   * Where jobs install Python packages from. Not together with `packages`.
   *
   * @default - the index of `packages`
   */
  readonly packageIndex?: IPackageIndex;
}
