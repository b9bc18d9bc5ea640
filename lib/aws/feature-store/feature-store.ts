import { Names, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { CfnPrincipalPermissions } from 'aws-cdk-lib/aws-lakeformation';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { CfnFeatureGroup } from 'aws-cdk-lib/aws-sagemaker';
import { Construct } from 'constructs';
import { featureGroupArn } from './feature-group-arn';
import { renderFeatures, renderOfflineStore, renderOnlineStore, renderThroughput } from './feature-group-config';
import { featureGroupLimits } from './feature-group-limits';
import { FeatureStoreAttributes } from './feature-store-attributes';
import { catalogArns, FeatureStoreGrants } from './feature-store-grants';
import { IFeatureStore } from './feature-store-interface';
import { FeatureStoreProps } from './feature-store-props';
import { ImportedFeatureStore } from './imported-feature-store';
import { schemaLockLimits, storesOf } from './schema-lock';
import { physicalName } from '../../private/names';
import { Problems } from '../../private/problems';
import { acknowledge, acknowledgeWildcards } from '../foundation/acknowledgements';
import { grantKey, grantObjects } from '../foundation/bucket-access';
import { checkProps, throwProblems } from '../foundation/check-props';
import { encryptionKey } from '../foundation/encryption-key';
import { executionRole } from '../foundation/execution-role';
import { secureBucket } from '../foundation/secure-bucket';
import { accountLimits, shareArtifacts } from '../foundation/share-artifacts';
import { neverTag } from '../foundation/tags';

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
    return new ImportedFeatureStore(scope, id, attributes);
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
        if (group.deployed) schemaLockLimits(group, group.deployed, problems);
      }],
    });

    const stores = storesOf(props);
    this.featureGroupName = this.versionedName(props);
    this.featureGroupArn = featureGroupArn(this, this.featureGroupName);
    this.encryptionKey = encryptionKey(this, props);
    this.role = executionRole(this, 'Role', props, `Writes the offline store of ${this.featureGroupName}`);
    if (stores.offline) {
      this.offlineBucket = props.offlineBucket ?? props.platform?.dataBucket ?? this.defineOfflineBucket(this.encryptionKey);
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
      featureDefinitions: renderFeatures(props),
      onlineStoreConfig: props.online && renderOnlineStore(props.online, this.encryptionKey),
      offlineStoreConfig: stores.offline ? renderOfflineStore(props, this) : undefined,
      throughputConfig: renderThroughput(props),
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
    accountLimits(accounts, problems.at('accounts'));
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

  private defineOfflineBucket(key: kms.IKey): s3.Bucket {
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
}
