import { Annotations, Aws, Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { Reach } from './endpoint-policies';
import { IsolatedNetwork } from './isolated-network';
import { PackageIndex } from './package-index';
import { platformKey } from './platform-key';
import { defaultPackages, networkLimits, packagesLimits } from './platform-limits';
import { PlatformNames } from './platform-names';
import { NetworkDefinition, PackagesDefinition } from '../../definition';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { acknowledge } from '../foundation/acknowledgements';
import { checkProps, throwProblems } from '../foundation/check-props';
import { logGroup } from '../foundation/log-group';
import { IPackageIndex } from '../foundation/package-index';
import { IMlPlatform } from '../foundation/platform';
import { accessLogBucket, secureBucket } from '../foundation/secure-bucket';
import { accountRules, shareArtifacts } from '../foundation/share-artifacts';

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

/**
 * What a new platform is made of. Everything that it would make can be given instead.
 */
export interface MlPlatformProps {
  /**
   * Beginning of the buckets' names and of the key's alias, so that other accounts and tools know them:
   * `<prefix>-artifacts-<account>-<region>`. A prefix of more than 25 characters is cut and ends in a hash.
   *
   * @default - AWS CloudFormation makes the names
   */
  readonly namePrefix?: string;

  /**
   * E-mail address that alarms are sent to. AWS asks it for a confirmation. Not used with `alarmTopic`.
   *
   * @default - nobody is subscribed to the alarms
   */
  readonly owner?: string;

  /**
   * The network of jobs and endpoints, described. Not together with `vpc`.
   *
   * @default - no VPC: jobs and endpoints run in the service's own network, reached with IAM and TLS
   */
  readonly network?: NetworkDefinition;

  /**
   * Other accounts with what jobs and endpoints in an `isolated` network use: registries, keys, buckets. Everything else outside of the
   * own account is out of reach there, whatever a role may do.
   *
   * @default - the own account only
   */
  readonly reachableAccounts?: string[];

  /**
   * Names of buckets that an `isolated` network reaches whoever owns them.
   *
   * @default - buckets of the own account and of `reachableAccounts`
   */
  readonly reachableBuckets?: string[];

  /**
   * Where jobs install Python packages from, described. Not together with `packageIndex`.
   *
   * @default - a new index where the network is `isolated` and the region has AWS CodeArtifact, else PyPI
   */
  readonly packages?: PackagesDefinition;

  /**
   * Whether people depend on this environment. It becomes `retainsData`, which the constructs on the platform follow.
   * Key and buckets are kept in any case when the stack is deleted.
   *
   * @default false
   */
  readonly protected?: boolean;

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

/**
 * What every model shares in one environment: a key, buckets for models, data and access logs, a network and a topic for alarms.
 *
 * @example
 * const platform = new MlPlatform(this, 'Platform', { owner: 'risk-ml@example.com', network: { isolated: {} } });
 */
export class MlPlatform extends Construct implements IMlPlatform {
  /** A platform that is there already, or that is made of parts of your own. */
  public static fromMlPlatformAttributes(scope: Construct, id: string, attributes: MlPlatformAttributes): IMlPlatform {
    class Import extends Construct implements IMlPlatform {
      public readonly encryptionKey = attributes.encryptionKey;
      public readonly artifactBucket = attributes.artifactBucket;
      public readonly dataBucket = attributes.dataBucket;
      public readonly logBucket = attributes.logBucket;
      public readonly alarmTopic = attributes.alarmTopic;
      public readonly vpc = attributes.vpc;
      public readonly vpcSubnets = attributes.vpcSubnets;
      public readonly securityGroups = attributes.securityGroups;
      public readonly isIsolated = attributes.isIsolated ?? false;
      public readonly packageIndex = attributes.packageIndex;
      public readonly retainsData = attributes.retainsData ?? true;
    }
    return new Import(scope, id);
  }

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
  private readonly names?: PlatformNames;

  constructor(scope: Construct, id: string, props: MlPlatformProps = {}) {
    super(scope, id);
    checkProps(this, undefined, props, {
      parts: { network: 'NetworkDefinition', packages: 'PackagesDefinition' },
      limits: [platformLimits, ({ network, packages }, problems) => {
        if (network) networkLimits(network, problems.at('network'));
        if (packages) packagesLimits(packages, Stack.of(this).region, problems.at('packages'));
      }],
    });

    this.retainsData = props.protected ?? false;
    this.names = props.namePrefix === undefined ? undefined : new PlatformNames(props.namePrefix);
    this.encryptionKey = props.encryptionKey ?? platformKey(this, 'EncryptionKey', this.names?.keyAlias);
    this.logBucket = props.logBucket ?? accessLogBucket(this, 'LogBucket', this.bucketName('logs'));
    this.artifactBucket = props.artifactBucket ?? this.defineBucket('ArtifactBucket', 'artifacts');
    this.dataBucket = props.dataBucket ?? this.defineBucket('DataBucket', 'data');
    this.alarmTopic = props.alarmTopic ?? this.defineAlarmTopic(props.owner);

    const isolated = props.network?.isolated && new IsolatedNetwork(this, 'Network', props.network.isolated);
    this.vpc = props.vpc ?? isolated?.vpc ?? this.existingVpc(props.network);
    this.vpcSubnets = props.vpcSubnets ?? this.describedSubnets(props.network);
    this.securityGroups = props.securityGroups ?? this.defineSecurityGroups(props.network);
    this.isIsolated = isolated !== undefined;
    this.packageIndex = props.packageIndex ?? this.definePackageIndex(props);
    isolated?.addServiceEndpoints(this.securityGroups ?? [], this.packageIndex !== undefined, this.reach(props));
    if (isolated) this.defineFlowLog(isolated.vpc);
  }

  /**
   * Lets other accounts read what the artifact bucket holds, and nothing else: models are trained here and deployed there.
   * Each account still decides which of its roles may.
   *
   * @param accounts account ids of twelve digits
   * @param prefix what is shared begins with it, and it ends in `/`; by default all of the bucket is shared
   */
  public shareWith(accounts: string[], prefix: string = ''): void {
    const problems = new Problems();
    accountRules(accounts, problems.at('accounts'));
    throwProblems(this, problems);
    shareArtifacts(this, { bucket: this.artifactBucket, prefix, key: this.encryptionKey }, accounts);
  }

  private defineBucket(id: string, purpose: string): s3.Bucket {
    const { encryptionKey, logBucket } = this;
    return secureBucket(this, id, { name: this.bucketName(purpose), encryptionKey, logBucket, logPrefix: `${purpose}/` });
  }

  private bucketName(purpose: string): string | undefined {
    const { account, region } = Stack.of(this);
    return this.names?.bucket(purpose, account, region);
  }

  /** A policy of its own replaces the topic's default one, so alarms and rules must be allowed by name. */
  private defineAlarmTopic(owner: string | undefined): sns.Topic {
    const topic = new sns.Topic(this, 'AlarmTopic', { masterKey: this.encryptionKey, enforceSSL: true });
    topic.addToResourcePolicy(new iam.PolicyStatement({
      sid: 'AlarmsPublish',
      principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }));
    topic.addToResourcePolicy(new iam.PolicyStatement({
      sid: 'RulesPublish',
      principals: [new iam.ServicePrincipal('events.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { ArnLike: { 'aws:SourceArn': Stack.of(this).formatArn({ service: 'events', resource: 'rule', resourceName: '*' }) } },
    }));
    if (owner) topic.addSubscription(new subscriptions.EmailSubscription(owner));
    return topic;
  }

  /** Imported by its ids alone: a lookup would call AWS at synth. */
  private existingVpc(network: NetworkDefinition | undefined): ec2.IVpc | undefined {
    const existing = network?.existing;
    if (!existing) return undefined;
    const vpc = ec2.Vpc.fromVpcAttributes(this, 'Vpc', {
      vpcId: existing.vpcId,
      // Which zone a subnet is in is not known, and nothing asks for it.
      availabilityZones: existing.subnetIds.map((_, index) => Fn.select(index, Fn.getAzs())),
      privateSubnetIds: existing.subnetIds,
    });
    vpc.privateSubnets.forEach(subnet => Annotations.of(subnet).acknowledgeWarning('@aws-cdk/aws-ec2:noSubnetRouteTableId',
      'jobs and endpoints ask for the ids of the subnets only'));
    return vpc;
  }

  private describedSubnets(network: NetworkDefinition | undefined): ec2.SubnetSelection | undefined {
    if (!network || !this.vpc) return undefined;
    return { subnets: network.isolated ? this.vpc.isolatedSubnets : this.vpc.privateSubnets };
  }

  private defineSecurityGroups(network: NetworkDefinition | undefined): ec2.ISecurityGroup[] | undefined {
    if (!this.vpc) return undefined;
    const existing = network?.existing?.securityGroupIds;
    if (existing) {
      return existing.map((id, index) => ec2.SecurityGroup.fromSecurityGroupId(this, `SecurityGroup${index + 1}`, id, { mutable: false }));
    }
    const group = new ec2.SecurityGroup(this, 'SecurityGroup', {
      vpc: this.vpc,
      description: 'Jobs and endpoints of the machine-learning platform',
      allowAllOutbound: false,
    });
    const objects = network?.isolated?.s3PrefixList;
    if (objects === undefined) group.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443), 'HTTPS to AWS services');
    else group.addEgressRule(ec2.Peer.prefixList(objects), ec2.Port.tcp(443), 'HTTPS to Amazon S3');
    group.connections.allowInternally(ec2.Port.allTcp(), 'Machines of one distributed job talk to each other');
    return [group];
  }

  private definePackageIndex({ packages, network }: MlPlatformProps): IPackageIndex | undefined {
    const { codeArtifact, existing } = packages ?? defaultPackages(network, Stack.of(this).region);
    if (existing) {
      const { domain, repository, owner } = existing;
      return PackageIndex.fromPackageIndexAttributes(this, 'Packages', { domainName: domain, repositoryName: repository, owner });
    }
    return codeArtifact && new PackageIndex(this, 'Packages', {
      domainName: this.names?.packageDomain,
      encryptionKey: this.encryptionKey,
      removalPolicy: this.retainsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
  }

  private reach({ reachableAccounts = [], reachableBuckets = [] }: MlPlatformProps): Reach {
    const own = [this.artifactBucket, this.dataBucket, this.logBucket].map(({ env }) => env.account);
    const accounts = [...reachableAccounts, ...own, ...(this.packageIndex ? [this.packageIndex.owner] : [])];
    return { accounts: [...new Set(accounts)].filter(account => account !== Stack.of(this).account), buckets: [...new Set(reachableBuckets)] };
  }

  private defineFlowLog(vpc: ec2.IVpc): void {
    const stack = Stack.of(this);
    // The conditions are those of the Amazon VPC User Guide, "IAM role for publishing flow logs to CloudWatch Logs".
    const role = new iam.Role(this, 'FlowLogRole', {
      description: 'Writes the flow logs of the network',
      assumedBy: new iam.ServicePrincipal('vpc-flow-logs.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': stack.account },
          ArnLike: { 'aws:SourceArn': stack.formatArn({ service: 'ec2', resource: 'vpc-flow-log', resourceName: '*' }) },
        },
      }),
    });
    new ec2.FlowLog(this, 'FlowLog', {
      resourceType: ec2.FlowLogResourceType.fromVpc(vpc),
      destination: ec2.FlowLogDestination.toCloudWatchLogs(logGroup(this, 'FlowLogGroup', this), role),
    });
    acknowledge(role, 'inlinePolicy');
  }
}

function platformLimits({ namePrefix, network, packageIndex, packages, vpc }: MlPlatformProps, problems: Problems): void {
  if (network && vpc) problems.at('vpc').add('must not be given together with "network"; give one of them');
  if (packages && packageIndex) problems.at('packageIndex').add('must not be given together with "packages"; give one of them');
  if (isKnown(namePrefix) && !/[a-z0-9]/i.test(namePrefix)) {
    problems.at('namePrefix').add(`must contain a letter or a digit, got ${JSON.stringify(namePrefix)}`);
  }
}
