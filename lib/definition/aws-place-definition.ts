import { AwsBudgetDefinition } from './aws-budget-definition';
import { AwsChatDefinition } from './aws-chat-definition';
import { AwsExistingDefinition, AwsRolesDefinition } from './aws-existing-definition';
import { PackagesDefinition } from './packages-definition';

/**
 * A place on AWS: an account, a region, and the network there.
 */
export interface AwsPlaceDefinition {
  /**
   * The AWS region, for example `eu-west-1`.
   *
   * @pattern ^[a-z]{2}(-[a-z]+)+-\d$
   * @patternErrorMessage must be an AWS region such as eu-west-1
   */
  readonly region: string;

  /**
   * The AWS account, twelve digits in quotes: YAML reads bare digits as a number and loses leading zeros.
   *
   * @default - the account of the credentials at deployment
   * @pattern ^\d{12}$
   * @patternErrorMessage must be twelve digits in quotes such as "111111111111"
   */
  readonly account?: string;

  /**
   * The network of jobs and endpoints.
   *
   * @default - no VPC: jobs and endpoints run in the service's own network, reached with IAM and TLS
   */
  readonly network?: NetworkDefinition;

  /**
   * Where jobs install the Python packages of their `requirements.txt` from.
   *
   * @default - an index in AWS CodeArtifact where the network is `isolated` and the region has that service, else PyPI
   */
  readonly packages?: PackagesDefinition;

  /**
   * What is there already and is used instead of something new: a key, buckets, the topic of alarms.
   *
   * @default - all of it is made
   */
  readonly existing?: AwsExistingDefinition;

  /**
   * The chat channel that alarms are sent to, beside the e-mail address of the `owner`.
   *
   * @default - no channel
   */
  readonly chat?: AwsChatDefinition;

  /**
   * What the environment may cost in a month, before the `owner` hears of it.
   *
   * @default - no budget
   */
  readonly budget?: AwsBudgetDefinition;

  /**
   * Roles that are there already, for jobs and containers.
   *
   * @default - new roles with the least permissions
   */
  readonly roles?: AwsRolesDefinition;

  /**
   * ARN of the policy that bounds what any role of the system may do here.
   *
   * @default - no boundary
   * @pattern ^arn:aws[a-z-]*:iam::(\d{12}|aws):policy/[\w+=,.@/-]+$
   * @patternErrorMessage must be the ARN of a policy such as arn:aws:iam::111111111111:policy/boundary
   */
  readonly permissionsBoundary?: string;
}

/**
 * The network of an environment: an existing VPC or a new one.
 *
 * @oneKeyOf existing isolated
 */
export interface NetworkDefinition {
  /**
   * A VPC that is there already.
   *
   * @default - not used
   */
  readonly existing?: ExistingNetworkDefinition;

  /**
   * A new VPC with private subnets, no route to the internet, and VPC endpoints for the services that jobs use.
   *
   * @default - not used
   */
  readonly isolated?: IsolatedNetworkDefinition;
}

/**
 * A VPC that somebody else looks after.
 */
export interface ExistingNetworkDefinition {
  /**
   * Id of the VPC.
   *
   * @pattern ^vpc-[0-9a-f]+$
   * @patternErrorMessage must be the id of a VPC such as vpc-0123456789abcdef0
   */
  readonly vpcId: string;

  /**
   * Ids of private subnets, in at least two availability zones for endpoints with two instances or more.
   *
   * @minItems 1
   */
  readonly subnetIds: string[];

  /**
   * Ids of the security groups of jobs and endpoints.
   *
   * @default - one new security group without inbound rules
   */
  readonly securityGroupIds?: string[];
}

/**
 * A new VPC without a way out.
 */
export interface IsolatedNetworkDefinition {
  /**
   * The address range in CIDR notation.
   *
   * @default 10.0.0.0/16
   * @pattern ^\d+\.\d+\.\d+\.\d+/\d+$
   * @patternErrorMessage must be an address range such as 10.0.0.0/16
   */
  readonly cidr?: string;

  /**
   * Number of availability zones, 2 or 3.
   *
   * @default 2
   * @minimum 2
   * @maximum 3
   * @asType integer
   */
  readonly availabilityZones?: number;

  /**
   * Id of the region's list of Amazon S3 addresses (`aws ec2 describe-managed-prefix-lists`, `com.amazonaws.<region>.s3`). Then the
   * security group lets jobs out to VPC endpoints and Amazon S3 only, whatever routes somebody adds; tables of DynamoDB are out of reach.
   *
   * @default - HTTPS to any address; the network has no route but those to the VPC endpoints
   * @pattern ^pl-[0-9a-f]{8,17}$
   * @patternErrorMessage must be the id of a prefix list such as pl-0123456789abcdef0
   */
  readonly s3PrefixList?: string;
}
