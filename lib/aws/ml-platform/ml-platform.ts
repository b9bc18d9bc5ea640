import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { alarmTopic } from './alarm-topic';
import { ChatChannel } from './chat-channel';
import { describedSubnets, existingVpc, jobSecurityGroups } from './described-network';
import { Reach } from './endpoint-policies';
import { flowLog } from './flow-log';
import { ImportedMlPlatform } from './imported-ml-platform';
import { IsolatedNetwork } from './isolated-network';
import { MlPlatformAttributes } from './ml-platform-attributes';
import { MlPlatformProps } from './ml-platform-props';
import { PackageIndex } from './package-index';
import { platformKey } from './platform-key';
import { chatLimits, defaultPackages, networkLimits, packagesLimits, platformLimits } from './platform-limits';
import { PlatformNames } from './platform-names';
import { Problems } from '../../private/problems';
import { checkProps, throwProblems } from '../foundation/check-props';
import { IPackageIndex } from '../foundation/package-index';
import { IMlPlatform } from '../foundation/platform';
import { accessLogBucket, secureBucket } from '../foundation/secure-bucket';
import { accountLimits, shareArtifacts } from '../foundation/share-artifacts';

/**
 * What every model shares in one environment: a key, buckets for models, data and access logs, a network and a topic for alarms.
 *
 * @example
 * const platform = new MlPlatform(this, 'Platform', { owner: 'risk-ml@example.com', network: { isolated: {} } });
 */
export class MlPlatform extends Construct implements IMlPlatform {
  /** A platform that is there already, or that is made of parts of your own. */
  public static fromMlPlatformAttributes(scope: Construct, id: string, attributes: MlPlatformAttributes): IMlPlatform {
    return new ImportedMlPlatform(scope, id, attributes);
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
      parts: { chat: 'AwsChatDefinition', network: 'NetworkDefinition', packages: 'PackagesDefinition' },
      limits: [platformLimits, ({ chat, network, packages }, problems) => {
        if (chat) chatLimits(Stack.of(this).region, problems.at('chat'));
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
    this.alarmTopic = props.alarmTopic ?? alarmTopic(this, 'AlarmTopic', this.encryptionKey, props.owner);
    if (props.chat) new ChatChannel(this, 'Chat', this.alarmTopic, props.chat);

    const { existing, isolated: described } = props.network ?? {};
    const isolated = described && new IsolatedNetwork(this, 'Network', described);
    this.vpc = props.vpc ?? isolated?.vpc ?? (existing && existingVpc(this, 'Vpc', existing));
    this.vpcSubnets = props.vpcSubnets ?? (props.network && this.vpc && describedSubnets(props.network, this.vpc));
    this.securityGroups = props.securityGroups ?? (this.vpc && jobSecurityGroups(this, 'SecurityGroup', this.vpc, props.network));
    this.isIsolated = isolated !== undefined;
    this.packageIndex = props.packageIndex ?? this.definePackageIndex(props);
    isolated?.addServiceEndpoints(this.securityGroups ?? [], this.packageIndex !== undefined, this.reach(props));
    if (isolated) flowLog(this, 'FlowLog', isolated.vpc, this);
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
    accountLimits(accounts, problems.at('accounts'));
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
}
