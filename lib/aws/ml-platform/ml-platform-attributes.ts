import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { IPackageIndex } from '../foundation/package-index';

/**
 * A platform that is there already.
 */
export interface MlPlatformAttributes {
  /** Encrypts everything that the models of the environment store. */
  readonly encryptionKey: kms.IKey;

  /** Holds models, code and pipeline results. */
  readonly artifactBucket: s3.IBucket;

  /** Holds datasets, captured requests, predictions and monitoring reports. */
  readonly dataBucket: s3.IBucket;

  /** Holds the access logs of the other buckets. */
  readonly logBucket: s3.IBucket;

  /** Where alarms are sent. */
  readonly alarmTopic: sns.ITopic;

  /**
   * The VPC of jobs and endpoints.
   *
   * @default - no VPC
   */
  readonly vpc?: ec2.IVpc;

  /**
   * The subnets of jobs and endpoints in the VPC.
   *
   * @default - private subnets of the VPC
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * The security groups of jobs and endpoints in the VPC.
   *
   * @default - each construct makes a group without inbound rules
   */
  readonly securityGroups?: ec2.ISecurityGroup[];

  /**
   * Whether the network reaches AWS services only.
   *
   * @default false
   */
  readonly isIsolated?: boolean;

  /**
   * Where jobs install Python packages from.
   *
   * @default - PyPI
   */
  readonly packageIndex?: IPackageIndex;

  /**
   * Whether data and traffic are retained when stacks are deleted.
   *
   * @default true
   */
  readonly retainsData?: boolean;
}
