import { ArnFormat, Names, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { CfnPrincipalPermissions } from 'aws-cdk-lib/aws-lakeformation';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { CfnFeatureGroup } from 'aws-cdk-lib/aws-sagemaker';
import { Construct, IConstruct } from 'constructs';
import { featureGroupLimits } from './feature-group-limits';
import { Feature, featuresOf } from './feature-schema';
import { catalogArns, FeatureStoreGrants } from './feature-store-grants';
import { schemaLockRules, storesOf } from './schema-lock';
import { FeatureGroupDefinition, OnlineStoreDefinition } from '../../definition';
import { physicalName } from '../../private/names';
import { Problems } from '../../private/problems';
import { acknowledge, acknowledgeWildcards } from '../foundation/acknowledgements';
import { grantKey, grantObjects } from '../foundation/bucket-access';
import { checkProps, throwProblems } from '../foundation/check-props';
import { encryptionKey } from '../foundation/encryption-key';
import { executionRole } from '../foundation/execution-role';
import { PlatformOptions } from '../foundation/platform';
import { secureBucket } from '../foundation/secure-bucket';
import { accountRules, shareArtifacts } from '../foundation/share-artifacts';
import { neverTag } from '../foundation/tags';

/**
 * A group of features that are written together, one record for each id.
 */
export interface IFeatureStore extends IConstruct {
  /** Name of the feature group. */
  readonly featureGroupName: string;

  /** ARN of the feature group. */
  readonly featureGroupArn: string;

  /** The key of the online store, when it is known. */
  readonly encryptionKey?: kms.IKey;

  /** The bucket of the offline store. Undefined without an offline store. */
  readonly offlineBucket?: s3.IBucket;

  /** Where the offline store begins in its bucket; it ends in `/`. Undefined without an offline store. */
  readonly offlinePrefix?: string;

  /** The AWS Glue database of the offline store. Undefined when SageMaker chooses it. */
  readonly offlineDatabase?: string;

  /** The AWS Glue table of the offline store. Undefined when SageMaker names it. */
  readonly offlineTable?: string;

  /** Allows reading and ingesting records. */
  readonly grants: FeatureStoreGrants;
}

/**
 * A feature group that is there already.
 */
export interface FeatureStoreAttributes {
  /** Name of the feature group. */
  readonly featureGroupName: string;

  /**
   * The key of the online store, so that readers may use it.
   *
   * @default - an AWS owned key, which nobody needs a permission for
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * The bucket of the offline store.
   *
   * @default - no offline store
   */
  readonly offlineBucket?: s3.IBucket;

  /**
   * Where the offline store begins in its bucket; it ends in `/`.
   *
   * @default - the whole bucket, when there is an offline store
   */
  readonly offlinePrefix?: string;

  /**
   * The AWS Glue database of the offline store.
   *
   * @default sagemaker_featurestore
   */
  readonly offlineDatabase?: string;

  /**
   * The AWS Glue table of the offline store.
   *
   * @default - the tables whose names begin with the group's
   */
  readonly offlineTable?: string;
}

/**
 * A feature group and what it runs on.
 */
export interface FeatureStoreProps extends FeatureGroupDefinition, PlatformOptions {
  /**
   * Name of the feature group. From `schemaVersion` 2 on, `-v2` and so on is added.
   *
   * @default - made from the path of the construct
   */
  readonly featureGroupName?: string;

  /**
   * Holds the offline store.
   *
   * @default - the platform's data bucket, else a new bucket
   */
  readonly offlineBucket?: s3.IBucket;

  /**
   * The group as it is deployed, for example from a file in git that is written after each deployment. What AWS would replace the
   * group for is then an error at synth: a feature that is removed, renamed or given another type, another record id, another store.
   *
   * @default - changes are not checked against what is deployed
   */
  readonly deployed?: FeatureGroupDefinition;
}

const FEATURE_TYPES = { fractional: 'Fractional', integral: 'Integral', string: 'String' };
const STORAGE_TYPES = { 'in-memory': 'InMemory', 'standard': 'Standard' };
const TABLE_FORMATS = { parquet: 'Glue', iceberg: 'Iceberg' };

/** The units of `DurationText` as SageMaker counts them. */
const TTL_UNITS: Record<string, { readonly Unit: string; readonly factor: number }> = {
  s: { Unit: 'Seconds', factor: 1 },
  m: { Unit: 'Minutes', factor: 1 },
  h: { Unit: 'Hours', factor: 1 },
  d: { Unit: 'Days', factor: 1 },
  w: { Unit: 'Weeks', factor: 1 },
  y: { Unit: 'Days', factor: 365 },
};

/**
 * A feature group of Amazon SageMaker Feature Store. It is kept when its stack is deleted, and carries no tags, because a new tag
 * would replace it.
 *
 * @example
 * const applicant = new FeatureStore(this, 'Applicant', {
 *   recordId: 'applicant_id',
 *   eventTime: 'updated_at',
 *   schema: { income: 'fractional', age: 'integral', region: 'string' },
 *   online: { ttl: '30d' },
 *   offline: { format: 'iceberg' },
 * });
 * applicant.grants.read(endpointRole);
 */
export class FeatureStore extends Construct implements IFeatureStore {
  /** A feature group of the same account and region, without an offline store. */
  public static fromFeatureGroupName(scope: Construct, id: string, featureGroupName: string): IFeatureStore {
    return FeatureStore.fromFeatureStoreAttributes(scope, id, { featureGroupName });
  }

  /** A feature group of the same account and region. */
  public static fromFeatureStoreAttributes(scope: Construct, id: string, attributes: FeatureStoreAttributes): IFeatureStore {
    class Import extends Construct implements IFeatureStore {
      public readonly featureGroupName = attributes.featureGroupName;
      public readonly featureGroupArn = featureGroupArn(this, attributes.featureGroupName);
      public readonly encryptionKey = attributes.encryptionKey;
      public readonly offlineBucket = attributes.offlineBucket;
      public readonly offlinePrefix = attributes.offlineBucket && (attributes.offlinePrefix ?? '');
      public readonly offlineDatabase = attributes.offlineDatabase;
      public readonly offlineTable = attributes.offlineTable;
      public readonly grants = FeatureStoreGrants._on(this);
    }
    return new Import(scope, id);
  }

  public readonly featureGroupName: string;
  public readonly featureGroupArn: string;
  public readonly encryptionKey?: kms.IKey;
  public readonly offlineBucket?: s3.IBucket;
  public readonly offlinePrefix?: string;
  public readonly offlineDatabase?: string;
  public readonly offlineTable?: string;
  public readonly grants: FeatureStoreGrants;

  /** What SageMaker writes the offline store with. */
  public readonly role: iam.IRole;

  constructor(scope: Construct, id: string, props: FeatureStoreProps) {
    super(scope, id);
    checkProps(this, 'FeatureGroupDefinition', props, {
      limits: [featureGroupLimits, (group, problems) => {
        if (group.deployed) schemaLockRules(group, group.deployed, problems);
      }],
    });

    const stores = storesOf(props);
    this.featureGroupName = this.versionedName(props);
    this.featureGroupArn = featureGroupArn(this, this.featureGroupName);
    this.encryptionKey = encryptionKey(this, props);
    this.role = executionRole(this, 'Role', props, `Writes the offline store of ${this.featureGroupName}`);
    if (stores.offline) {
      this.offlineBucket = props.offlineBucket ?? props.platform?.dataBucket ?? this.renderOfflineBucket(this.encryptionKey);
      this.offlinePrefix = `features/${this.featureGroupName}/`;
      this.offlineDatabase = props.offline?.aws?.database;
      this.offlineTable = props.offline?.aws?.table;
    }
    this.grants = FeatureStoreGrants._on(this);
    this.allowOfflineStore(props);

    const resource = new CfnFeatureGroup(this, 'Resource', {
      featureGroupName: this.featureGroupName,
      description: props.description,
      recordIdentifierFeatureName: props.recordId,
      eventTimeFeatureName: props.eventTime,
      featureDefinitions: this.renderFeatures(props),
      onlineStoreConfig: props.online && this.renderOnlineStore(props.online),
      offlineStoreConfig: stores.offline ? this.renderOfflineStore(props) : undefined,
      throughputConfig: this.renderThroughput(props),
      roleArn: this.role.roleArn,
    });
    resource.applyRemovalPolicy(RemovalPolicy.RETAIN);
    neverTag(resource);
    // SageMaker tries the role when it makes the group, and the policy is a resource of its own.
    resource.node.addDependency(this.role);
  }

  /**
   * Lets other accounts query the offline store: its files, its key, and, through AWS Lake Formation, its table. An online store
   * cannot be shared; read it with a role of this account.
   *
   * The table must have a name (`offline.aws`), and whoever deploys must be a data lake administrator.
   *
   * @param accounts account ids of twelve digits
   */
  public shareOffline(accounts: string[]): void {
    const { offlineBucket, offlinePrefix, offlineDatabase, offlineTable } = this;
    const problems = new Problems();
    accountRules(accounts, problems.at('accounts'));
    if (!offlineBucket) {
      problems.at('offline').add('must be given to share the group; '
        + 'an online store cannot be read from another account');
    } else if (!offlineTable) {
      problems.at('offline', 'aws').add('must be given to share the group, with "database" and "table"; '
        + 'the name that SageMaker makes is not known');
    }
    throwProblems(this, problems);

    shareArtifacts(this, { bucket: offlineBucket, prefix: offlinePrefix ?? '', key: this.encryptionKey }, accounts);
    for (const account of accounts) {
      const permissions = new CfnPrincipalPermissions(this, `Share${account}`, {
        principal: { dataLakePrincipalIdentifier: account },
        resource: { table: { catalogId: Stack.of(this).account, databaseName: offlineDatabase!, name: offlineTable } },
        permissions: ['DESCRIBE', 'SELECT'],
        permissionsWithGrantOption: ['DESCRIBE', 'SELECT'],
      });
      // SageMaker makes the table along with the group.
      permissions.node.addDependency(this.node.findChild('Resource'));
    }
  }

  private versionedName({ featureGroupName, schemaVersion = 1 }: FeatureStoreProps): string {
    const suffix = schemaVersion > 1 ? `-v${schemaVersion}` : '';
    return physicalName([featureGroupName ?? Names.uniqueResourceName(this, { separator: '-' })], 63 - suffix.length) + suffix;
  }

  private renderOfflineBucket(key: kms.IKey): s3.Bucket {
    return secureBucket(this, 'OfflineBucket', { encryptionKey: key, logPrefix: 'features/' });
  }

  /** SageMaker tries the place of the files with GetBucketAcl, appends to it, and registers Iceberg files in the table. */
  private allowOfflineStore({ role }: FeatureStoreProps): void {
    const { offlineBucket, offlinePrefix } = this;
    if (!offlineBucket || !offlinePrefix) return;
    grantObjects(this.role, offlineBucket, offlinePrefix, ['s3:PutObject', 's3:GetObject']);
    iam.Grant.addToPrincipal({ grantee: this.role, actions: ['s3:GetBucketAcl'], resourceArns: [offlineBucket.bucketArn] });
    iam.Grant.addToPrincipal({ grantee: this.role, actions: ['glue:GetTable', 'glue:UpdateTable'], resourceArns: catalogArns(this) });
    if (this.encryptionKey) grantKey(this.role, this.encryptionKey, true);
    if (role) return;
    acknowledge(this.role, 'inlinePolicy');
    acknowledgeWildcards(this.role, 'objectKeys', 'featureTables');
  }

  /** What is deployed keeps its place, so that sorting a schema anew is no change. */
  private renderFeatures(props: FeatureStoreProps): CfnFeatureGroup.FeatureDefinitionProperty[] {
    const place = new Map((props.deployed ? featuresOf(props.deployed) : []).map(({ name }, index) => [name, index]));
    const rank = ({ name }: Feature) => place.get(name) ?? place.size;
    return featuresOf(props)
      .sort((a, b) => rank(a) - rank(b))
      .map(({ name, type }) => ({ featureName: name, featureType: FEATURE_TYPES[type] }));
  }

  private renderOnlineStore({ storage, ttl }: OnlineStoreDefinition): object {
    return {
      EnableOnlineStore: true,
      StorageType: STORAGE_TYPES[storage ?? 'standard'],
      SecurityConfig: { KmsKeyId: this.encryptionKey?.keyArn },
      TtlDuration: ttl === undefined ? undefined : renderTtl(ttl),
    };
  }

  private renderOfflineStore({ offline }: FeatureStoreProps): object {
    return {
      S3StorageConfig: {
        S3Uri: this.offlineBucket?.s3UrlForObject(this.offlinePrefix?.replace(/\/$/, '')),
        KmsKeyId: this.encryptionKey?.keyArn,
      },
      TableFormat: TABLE_FORMATS[offline?.format ?? 'iceberg'],
      DisableGlueTableCreation: false,
      DataCatalogConfig: this.offlineTable && { Catalog: 'AwsDataCatalog', Database: this.offlineDatabase, TableName: this.offlineTable },
    };
  }

  /** In-memory storage knows no other way than on demand, and does not take it either. */
  private renderThroughput({ throughput, online }: FeatureStoreProps): CfnFeatureGroup.ThroughputConfigProperty | undefined {
    if (online?.storage === 'in-memory') return undefined;
    if (!throughput) return { throughputMode: 'OnDemand' };
    return {
      throughputMode: 'Provisioned',
      provisionedReadCapacityUnits: throughput.readUnits,
      provisionedWriteCapacityUnits: throughput.writeUnits,
    };
  }
}

function renderTtl(ttl: string): object {
  const [, value, letter] = /^(\d+)([a-z])$/.exec(ttl) ?? [];
  const { Unit, factor } = TTL_UNITS[letter ?? '']!;
  return { Unit, Value: Number(value) * factor };
}

function featureGroupArn(scope: IConstruct, featureGroupName: string): string {
  return Stack.of(scope).formatArn({
    service: 'sagemaker', resource: 'feature-group', resourceName: featureGroupName, arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
}
