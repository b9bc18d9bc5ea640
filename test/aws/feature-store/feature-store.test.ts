import { App, Aws, Stack, Tags } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { FeatureStore, FeatureStoreProps, IFeatureStore } from '../../../lib/aws/feature-store';
import { MlPlatform } from '../../../lib/aws/ml-platform';
import { FeatureType } from '../../../lib/definition';
import { checkedApp, findings } from '../../quality/policy-checks';

const GROUP = {
  featureGroupName: 'risk-prod-applicant',
  recordId: 'applicant_id',
  eventTime: 'updated_at',
  schema: { income: 'fractional', age: 'integral', region: 'string' } as { [feature: string]: FeatureType },
};

function synth(props: Partial<FeatureStoreProps> = {}, use: (store: IFeatureStore, role: iam.Role) => void = () => {}): Template {
  const stack = new Stack(new App(), 'Stack');
  const role = new iam.Role(stack, 'Caller', { assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com') });
  use(new FeatureStore(stack, 'Applicant', { ...GROUP, ...props }), role);
  return Template.fromStack(stack);
}

const propertiesOf = (template: Template) => Object.values(template.findResources('AWS::SageMaker::FeatureGroup'))[0]!.Properties;
const featuresOf = (template: Template) =>
  propertiesOf(template).FeatureDefinitions.map((feature: { FeatureName: string; FeatureType: string }) => `${feature.FeatureName}:${feature.FeatureType}`);
const callerActions = (template: Template): string[] =>
  Object.entries(template.findResources('AWS::IAM::Policy')).filter(([id]) => id.startsWith('Caller'))
    .flatMap(([, policy]) => policy.Properties.PolicyDocument.Statement).flatMap(statement => statement.Action).sort();

describe('the schema', () => {
  test('has record id and event time first, as strings when it does not name them', () => {
    expect(featuresOf(synth())).toEqual(['applicant_id:String', 'updated_at:String', 'income:Fractional', 'age:Integral', 'region:String']);
  });

  test('stays the same when record id and event time are written out', () => {
    expect(featuresOf(synth({ schema: { ...GROUP.schema, updated_at: 'string', applicant_id: 'string' } }))).toEqual(featuresOf(synth()));
  });

  test.each<[string, FeatureType]>([['recordId', 'integral'], ['recordId', 'string'], ['eventTime', 'fractional'], ['eventTime', 'string']])(
    'takes %s as %s', (key, type) => {
      expect(() => synth({ schema: { [key === 'recordId' ? 'applicant_id' : 'updated_at']: type } })).not.toThrow();
    });

  test.each<[FeatureType, string, string]>([
    ['fractional', 'applicant_id', 'must be "integral" or "string" because it identifies a record, got "fractional"'],
    ['integral', 'updated_at', 'the event time must be "string" (ISO 8601) or "fractional" (seconds since 1970), got "integral"'],
  ])('fails when it has %s for %s', (type, feature, message) => {
    expect(() => synth({ schema: { [feature]: type } })).toThrow(`schema.${feature}: ${message}`);
  });

  test('fails when record id and event time are one feature', () => {
    expect(() => synth({ eventTime: 'applicant_id' })).toThrow('eventTime: must be another feature than "recordId"');
  });

  test.each(['is_deleted', 'write_time', 'api_invocation_time', 'Write_Time'])('fails when a feature is called %s', name => {
    expect(() => synth({ schema: { [name]: 'string' } })).toThrow('is reserved: the store adds a column of that name');
  });

  test.each(['_income', 'in come', 'a'.repeat(65)])('fails when a feature is called %s', name => {
    expect(() => synth({ schema: { [name]: 'string' } })).toThrow('must be 1 to 64 letters, digits');
  });

  test.each(['income_eur', 'a'.repeat(64), '1st-income'])('takes a feature called %s', name => {
    expect(featuresOf(synth({ schema: { [name]: 'string' } }))).toContain(`${name}:String`);
  });

  test('holds 2,500 features with record id and event time, and no more', () => {
    const schema = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`f${index}`, 'string' as FeatureType]));
    expect(() => synth({ schema: schema(2498) })).not.toThrow();
    expect(() => synth({ schema: schema(2499) })).toThrow('must have at most 2500 features, with record id and event time, got 2501');
  });

  test('says everything that is wrong at once', () => {
    expect(() => synth({ schema: { is_deleted: 'string', _x: 'string' }, online: { ttl: '0s' } })).toThrow(/schema\.is_deleted[\s\S]*schema\._x[\s\S]*online\.ttl/);
  });
});

describe('the online store', () => {
  test('is configured in the spelling of the service', () => {
    expect(propertiesOf(synth({ online: { ttl: '30d' } })).OnlineStoreConfig).toEqual({
      EnableOnlineStore: true,
      StorageType: 'Standard',
      SecurityConfig: { KmsKeyId: expect.anything() },
      TtlDuration: { Unit: 'Days', Value: 30 },
    });
  });

  test.each([['90s', 'Seconds', 90], ['15m', 'Minutes', 15], ['12h', 'Hours', 12], ['2w', 'Weeks', 2], ['2y', 'Days', 730]])(
    'keeps records for %s', (ttl, Unit, Value) => {
      expect(propertiesOf(synth({ online: { ttl } })).OnlineStoreConfig.TtlDuration).toEqual({ Unit, Value });
    });

  test('can be in memory', () => {
    const properties = propertiesOf(synth({ online: { storage: 'in-memory' } }));
    expect(properties.OnlineStoreConfig.StorageType).toBe('InMemory');
    expect(properties.ThroughputConfig).toBeUndefined();
  });

  test('fails when it is in memory with provisioned throughput', () => {
    expect(() => synth({ online: { storage: 'in-memory' }, throughput: { readUnits: 1, writeUnits: 1 } })).toThrow('throughput: must not be given with in-memory storage');
  });

  test('is paid on demand, or by units', () => {
    expect(propertiesOf(synth({ online: {} })).ThroughputConfig).toEqual({ ThroughputMode: 'OnDemand' });
    expect(propertiesOf(synth({ online: {}, throughput: { readUnits: 5, writeUnits: 2 } })).ThroughputConfig)
      .toEqual({ ThroughputMode: 'Provisioned', ProvisionedReadCapacityUnits: 5, ProvisionedWriteCapacityUnits: 2 });
  });

  test('alone has no offline store', () => {
    expect(propertiesOf(synth({ online: {} })).OfflineStoreConfig).toBeUndefined();
  });
});

describe('the offline store', () => {
  test('is an Iceberg table in a place of its own when no store is described', () => {
    const properties = propertiesOf(synth());
    expect(properties.OnlineStoreConfig).toBeUndefined();
    expect(properties.OfflineStoreConfig).toEqual({
      S3StorageConfig: { S3Uri: expect.anything(), KmsKeyId: expect.anything() },
      TableFormat: 'Iceberg',
      DisableGlueTableCreation: false,
    });
    expect(JSON.stringify(properties.OfflineStoreConfig.S3StorageConfig.S3Uri)).toContain('/features/risk-prod-applicant"');
  });

  test('can be a table of plain Parquet files', () => {
    expect(propertiesOf(synth({ offline: { format: 'parquet' } })).OfflineStoreConfig.TableFormat).toBe('Glue');
  });

  test('names its table only when it is told to', () => {
    expect(propertiesOf(synth({ offline: { aws: { database: 'risk', table: 'applicant' } } })).OfflineStoreConfig.DataCatalogConfig)
      .toEqual({ Catalog: 'AwsDataCatalog', Database: 'risk', TableName: 'applicant' });
  });

  test.each([
    ['table', { database: 'risk' }], ['database', { table: 'applicant' }],
  ])('fails when the %s of a table with a name of its own is missing', (missing, aws) => {
    expect(() => synth({ offline: { aws } } as never)).toThrow(`offline.aws.${missing}: is missing`);
  });

  test('is written by a role that can do nothing else', () => {
    const [policy] = Object.entries(synth().findResources('AWS::IAM::Policy')).filter(([id]) => id.startsWith('ApplicantRole'));
    const actions = policy![1].Properties.PolicyDocument.Statement.flatMap((statement: { Action: string }) => statement.Action).sort();
    expect([...new Set(actions)]).toEqual([
      'glue:GetTable', 'glue:UpdateTable', 'kms:Decrypt', 'kms:GenerateDataKey',
      's3:GetBucketAcl', 's3:GetBucketLocation', 's3:GetObject', 's3:ListBucket', 's3:ListBucketVersions', 's3:PutObject',
    ]);
  });

  test('waits for the policy of its role, which SageMaker tries at once', () => {
    synth().hasResource('AWS::SageMaker::FeatureGroup', { DependsOn: Match.arrayWith([Match.stringLikeRegexp('RoleDefaultPolicy')]) });
  });
});

describe('replacement', () => {
  test('loses nothing: the group is kept', () => {
    synth().hasResource('AWS::SageMaker::FeatureGroup', { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  test('is not brought about by a tag that the app gives to everything', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack');
    new FeatureStore(stack, 'Applicant', GROUP);
    Tags.of(app).add('org', 'x');
    Template.fromStack(stack).hasResourceProperties('AWS::SageMaker::FeatureGroup', { Tags: Match.absent() });
  });

  test('is brought about deliberately, under a new name, by a new schema version', () => {
    expect(propertiesOf(synth({ schemaVersion: 1 })).FeatureGroupName).toBe('risk-prod-applicant');
    expect(propertiesOf(synth({ schemaVersion: 2 })).FeatureGroupName).toBe('risk-prod-applicant-v2');
  });

  test('keeps long names within 63 characters, with the version', () => {
    const name = propertiesOf(synth({ featureGroupName: 'a'.repeat(80), schemaVersion: 12 })).FeatureGroupName;
    expect(name).toHaveLength(63);
    expect(name).toMatch(/-v12$/);
  });

  test('has a stable name without one', () => {
    expect(propertiesOf(synth({ featureGroupName: undefined })).FeatureGroupName).toMatch(/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/);
  });
});

describe('grants', () => {
  test('read reads records, with the key', () => {
    expect(callerActions(synth({ online: {} }, (store, role) => store.grants.read(role)))).toEqual([
      'kms:Decrypt', 'sagemaker:BatchGetRecord', 'sagemaker:DescribeFeatureGroup', 'sagemaker:GetRecord',
    ]);
  });

  test('ingest writes records, with the key', () => {
    expect(callerActions(synth({ online: {} }, (store, role) => store.grants.ingest(role)))).toEqual([
      'kms:Decrypt', 'sagemaker:DeleteRecord', 'sagemaker:DescribeFeatureGroup', 'sagemaker:PutRecord',
    ]);
  });

  test('readOffline reads files and table, and queries one work group', () => {
    const template = synth({}, (store, role) => store.grants.readOffline(role, 'science'));
    expect(callerActions(template)).toEqual([
      'athena:GetQueryExecution', 'athena:GetQueryResults', 'athena:StartQueryExecution', 'athena:StopQueryExecution',
      'glue:GetDatabase', 'glue:GetPartitions', 'glue:GetTable', 'kms:Decrypt',
      's3:GetBucketLocation', 's3:GetObject', 's3:GetObjectVersion', 's3:ListBucket', 's3:ListBucketVersions',
    ]);
    const policies = JSON.stringify(template.findResources('AWS::IAM::Policy'));
    expect(policies).toContain(':workgroup/science');
    expect(policies).toContain(':table/sagemaker_featurestore/risk_prod_applicant_*');
    expect(policies).toContain(':database/sagemaker_featurestore');
  });

  test('readOffline names the one table when it has a name', () => {
    const template = synth({ offline: { aws: { database: 'risk', table: 'applicant' } } }, (store, role) => store.grants.readOffline(role));
    expect(JSON.stringify(template.findResources('AWS::IAM::Policy'))).toContain(':table/risk/applicant"');
  });

  test('fails when the offline store of a group without one is read', () => {
    expect(() => synth({ online: {} }, (store, role) => store.grants.readOffline(role)))
      .toThrow('feature group "risk-prod-applicant" has no offline store; give it "offline", or use grants.read');
  });

  test('work on an imported group', () => {
    const template = synth({}, (store, role) => {
      FeatureStore.fromFeatureGroupName(store, 'Imported', 'other').grants.read(role);
      FeatureStore.fromFeatureStoreAttributes(store, 'Offline', {
        featureGroupName: 'offline', offlineBucket: s3.Bucket.fromBucketName(store, 'Bucket', 'features'),
      }).grants.readOffline(role);
    });
    expect(JSON.stringify(template.findResources('AWS::IAM::Policy'))).toContain(':feature-group/other"');
  });
});

describe('shareOffline', () => {
  const shared = (props: Partial<FeatureStoreProps>, accounts = ['222222222222']) =>
    synth(props, store => (store as FeatureStore).shareOffline(accounts));

  test('allows files, key and table', () => {
    const template = shared({ offline: { aws: { database: 'risk', table: 'applicant' } } });
    template.hasResourceProperties('AWS::LakeFormation::PrincipalPermissions', {
      Principal: { DataLakePrincipalIdentifier: '222222222222' },
      Resource: { Table: { DatabaseName: 'risk', Name: 'applicant', CatalogId: { Ref: 'AWS::AccountId' } } },
      Permissions: ['DESCRIBE', 'SELECT'],
    });
    expect(JSON.stringify(template.findResources('AWS::S3::BucketPolicy'))).toContain(':iam::222222222222:root');
    expect(JSON.stringify(template.findResources('AWS::KMS::Key'))).toContain(':iam::222222222222:root');
  });

  test('waits for the table, which SageMaker makes along with the group', () => {
    shared({ offline: { aws: { database: 'risk', table: 'applicant' } } }).hasResource('AWS::LakeFormation::PrincipalPermissions', {
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('^Applicant[A-F0-9]{8}$')]),
    });
  });

  test('fails for an online store, which cannot be read from another account', () => {
    expect(() => shared({ online: {} })).toThrow('offline: must be given to share the group; an online store cannot be read from another account');
  });

  test('fails when SageMaker names the table', () => {
    expect(() => shared({ offline: {} })).toThrow('offline.aws: must be given to share the group, with "database" and "table"');
  });
});

test('uses key and data bucket of the platform', () => {
  const stack = new Stack(new App(), 'Stack');
  const platform = new MlPlatform(stack, 'Platform');
  const store = new FeatureStore(stack, 'Applicant', { ...GROUP, platform });
  expect(store.offlineBucket).toBe(platform.dataBucket);
  Template.fromStack(stack).resourceCountIs('AWS::KMS::Key', 1);
});

test('accepts a token for the name and the description', () => {
  const token = Aws.STACK_NAME;
  expect(() => synth({ featureGroupName: token, description: token })).not.toThrow();
});

test.each<[string, Partial<FeatureStoreProps>]>([
  ['offline', {}],
  ['online and offline', { online: { ttl: '30d' }, offline: { format: 'iceberg' }, description: 'Applicants' }],
  ['in memory', { online: { storage: 'in-memory' } }],
  ['provisioned', { online: {}, throughput: { readUnits: 1, writeUnits: 1 } }],
])('passes every policy check: %s', (_, props) => {
  const app = checkedApp();
  const stack = new Stack(app, 'Stack');
  new FeatureStore(stack, 'Applicant', { ...GROUP, ...props });
  new FeatureStore(stack, 'Second', { ...GROUP, featureGroupName: 'second', ...props, platform: new MlPlatform(stack, 'Platform') });
  expect(findings(app)).toEqual([]);
});
