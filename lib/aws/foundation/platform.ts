import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { IConstruct } from 'constructs';
import { IPackageIndex } from './package-index';

/**
 * What every model shares in one environment: the key, the buckets, the network and the alarm topic.
 */
export interface IMlPlatform extends IConstruct {
  /** Encrypts everything that the models of the environment store. */
  readonly encryptionKey: kms.IKey;

  /** Holds models, code and pipeline results, below one prefix for each model. */
  readonly artifactBucket: s3.IBucket;

  /** Holds data: datasets without a bucket of their own, captured requests, predictions, monitoring reports. */
  readonly dataBucket: s3.IBucket;

  /** Holds the access logs of the other buckets. */
  readonly logBucket: s3.IBucket;

  /** Where alarms are sent. */
  readonly alarmTopic: sns.ITopic;

  /** The VPC of jobs and endpoints, when they have one. */
  readonly vpc?: ec2.IVpc;

  /** The subnets of jobs and endpoints in the VPC. */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /** The security groups of jobs and endpoints in the VPC. */
  readonly securityGroups?: ec2.ISecurityGroup[];

  /** Whether the network reaches AWS services only. */
  readonly isIsolated: boolean;

  /** Where jobs install Python packages from, when it is not PyPI. */
  readonly packageIndex?: IPackageIndex;

  /** Whether data and traffic are retained when stacks are deleted. */
  readonly retainsData: boolean;
}

/**
 * Where a construct runs and what protects it: from a platform, or one by one.
 */
export interface PlatformOptions {
  /**
   * Brings key, buckets, network and alarm topic. Each of them can be given here instead.
   *
   * @default - no platform; each construct makes what it needs
   */
  readonly platform?: IMlPlatform;

  /**
   * Encrypts volumes and outputs.
   *
   * @default - the platform's key, else a new customer-managed key with yearly rotation
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * The network of jobs and containers.
   *
   * @default - the platform's VPC, else the service's own network
   */
  readonly vpc?: ec2.IVpc;

  /**
   * The subnets in the VPC.
   *
   * @default - the platform's subnets, else private subnets of the VPC
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * The security groups in the VPC.
   *
   * @default - the platform's groups, else a new group without inbound rules
   */
  readonly securityGroups?: ec2.ISecurityGroup[];

  /**
   * Where jobs install Python packages from.
   *
   * @default - the platform's index, else PyPI
   */
  readonly packageIndex?: IPackageIndex;

  /**
   * The role of the jobs and containers. It gets the permissions that it needs, unless it is imported as immutable.
   *
   * @default - a new role with the least permissions
   */
  readonly role?: iam.IRole;
}
