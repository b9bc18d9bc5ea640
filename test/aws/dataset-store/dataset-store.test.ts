import { App, Stack, Tags } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { DatasetStore, DatasetStoreProps, IDatasetStore } from '../../../lib/aws/dataset-store';
import { acknowledge, acknowledgeWildcards } from '../../../lib/aws/foundation/acknowledgements';
import { MlPlatform } from '../../../lib/aws/ml-platform';
import { checkedApp, findings } from '../../quality/policy-checks';

function synth(props: DatasetStoreProps = {}, use: (store: IDatasetStore, role: iam.Role) => void = () => {}): Template {
  const stack = new Stack(new App(), 'Stack');
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com') });
  use(new DatasetStore(stack, 'Applications', props), role);
  return Template.fromStack(stack);
}

const actionsOf = (template: Template): string[] =>
  Object.values(template.findResources('AWS::IAM::Policy')).flatMap(policy => policy.Properties.PolicyDocument.Statement)
    .flatMap(statement => statement.Action).sort();

test('keeps the data in a bucket that is private, versioned, encrypted with a key and kept', () => {
  const template = synth();
  template.hasResource('AWS::S3::Bucket', {
    Properties: {
      VersioningConfiguration: { Status: 'Enabled' },
      BucketEncryption: { ServerSideEncryptionConfiguration: [{ BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }] },
      PublicAccessBlockConfiguration: Match.objectLike({ BlockPublicAcls: true, RestrictPublicBuckets: true }),
    },
    DeletionPolicy: 'Retain',
  });
  template.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true });
});

test('uses the key and the log bucket of the platform', () => {
  const stack = new Stack(new App(), 'Stack');
  new DatasetStore(stack, 'Applications', { platform: new MlPlatform(stack, 'Platform') });
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::KMS::Key', 1);
  template.hasResourceProperties('AWS::S3::Bucket', { LoggingConfiguration: { LogFilePrefix: 'datasets/Applications/', DestinationBucketName: Match.anyValue() } });
});

describe('lifecycle', () => {
  const rules = (template: Template) => Object.values(template.findResources('AWS::S3::Bucket'))[0]!.Properties.LifecycleConfiguration.Rules;

  test('expires nothing by default', () => {
    expect(rules(synth())).toEqual([{ Id: 'IncompleteUploads', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 }, Status: 'Enabled' }]);
  });

  test('expires replaced versions after the retention, current ones never', () => {
    expect(rules(synth({ retention: '730d' }))[1]).toEqual({ Id: 'ReplacedVersions', NoncurrentVersionExpiration: { NoncurrentDays: 730 }, Status: 'Enabled' });
    expect(JSON.stringify(rules(synth({ retention: '2y', versioning: { s3: {} } })))).not.toContain('ExpirationInDays');
  });

  test.each([
    ['dvc', { dvc: {} }],
    ['gitLfs', { gitLfs: {} }],
  ])('expires nothing with %s, whose objects any commit may refer to', (name, versioning) => {
    expect(rules(synth({ versioning }))).toHaveLength(1);
    expect(() => synth({ versioning, retention: '30d' })).toThrow(`retention: is not given together with "${name}", got "30d"`);
  });

  test.each([['12h', 'must be at least 1d, got "12h"'], ['86399s', 'must be at least 1d'], ['90000s', 'must be whole days, got "90000s"']])('fails when the retention is %s', (retention, message) => {
    expect(() => synth({ retention })).toThrow(`retention: ${message}`);
  });

  test.each(['1d', '1w', '24h'])('takes a retention of %s', retention => {
    expect(rules(synth({ retention }))).toHaveLength(2);
  });
});

describe('classification', () => {
  const tags = (template: Template) => Object.values(template.findResources('AWS::S3::Bucket'))[0]!.Properties.Tags;

  test('becomes tags of the bucket', () => {
    expect(tags(synth({ classification: 'confidential', personalData: true }))).toEqual([
      { Key: 'classification', Value: 'confidential' }, { Key: 'personal-data', Value: 'true' },
    ]);
  });

  test('is internal, without personal data, by default', () => {
    expect(tags(synth())).toEqual([{ Key: 'classification', Value: 'internal' }, { Key: 'personal-data', Value: 'false' }]);
  });

  test('wins over a tag that the app gives to everything', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack');
    new DatasetStore(stack, 'Applications', { classification: 'restricted' });
    Tags.of(app).add('classification', 'public');
    expect(tags(Template.fromStack(stack))[0]).toEqual({ Key: 'classification', Value: 'restricted' });
  });
});

describe('data that is there already', () => {
  test.each([
    ['s3://raw/applications/2026/', 'raw', 'applications/2026/', 's3://raw/applications/2026/'],
    ['s3://raw/applications', 'raw', 'applications/', 's3://raw/applications/'],
    ['s3://raw', 'raw', '', 's3://raw/'],
  ])('is %s', (location, bucketName, prefix, uri) => {
    const store = new DatasetStore(new Stack(), 'Applications', { location });
    expect([store.bucket.bucketName, store.prefix, store.uri]).toEqual([bucketName, prefix, uri]);
  });

  test('has no new bucket and no new key', () => {
    const template = synth({ location: 's3://raw/applications/' });
    template.resourceCountIs('AWS::S3::Bucket', 0);
    template.resourceCountIs('AWS::KMS::Key', 0);
  });

  test('fails when it has a retention, which only its owner can set', () => {
    expect(() => synth({ location: 's3://raw/', retention: '30d' })).toThrow('retention: is not given together with "location", got "30d"');
  });

  test('can be a bucket of the same app', () => {
    const stack = new Stack();
    const store = DatasetStore.fromBucket(stack, 'Data', s3.Bucket.fromBucketName(stack, 'Raw', 'raw'), 'a/');
    expect([store.prefix, store.uri]).toEqual(['a/', 's3://raw/a/']);
  });
});

describe('grants', () => {
  test('read lists and reads, with the key', () => {
    expect(actionsOf(synth({}, (store, role) => store.grants.read(role)))).toEqual([
      'kms:Decrypt', 's3:GetBucketLocation', 's3:GetObject', 's3:GetObjectVersion', 's3:ListBucket', 's3:ListBucketVersions',
    ]);
  });

  test('write adds, and neither reads nor deletes', () => {
    const actions = actionsOf(synth({}, (store, role) => store.grants.write(role)));
    expect(actions).toContain('s3:PutObject');
    expect(actions).toContain('kms:GenerateDataKey');
    expect(actions.filter(action => /Get(Object|ObjectVersion)$|Delete/.test(action))).toEqual([]);
  });

  test('readWrite does both and deletes nothing', () => {
    const actions = actionsOf(synth({}, (store, role) => store.grants.readWrite(role)));
    expect(actions).toEqual(expect.arrayContaining(['s3:GetObject', 's3:PutObject']));
    expect(actions.filter(action => action.includes('Delete') || action.includes('*'))).toEqual([]);
  });

  test('erase deletes every version', () => {
    expect(actionsOf(synth({}, (store, role) => store.grants.erase(role)))).toEqual(expect.arrayContaining(['s3:DeleteObject', 's3:DeleteObjectVersion']));
  });

  test('stay below the prefix', () => {
    synth({ location: 's3://raw/a/' }, (store, role) => store.grants.read(role)).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({
          Action: ['s3:GetObject', 's3:GetObjectVersion'], Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::raw/a/*']] },
        })]),
      },
    });
  });
});

test('passes every policy check on a platform', () => {
  const app = checkedApp();
  const stack = new Stack(app, 'Stack');
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com') });
  acknowledge(role, 'inlinePolicy');
  acknowledgeWildcards(role, 'objectKeys');
  new DatasetStore(stack, 'Applications', { platform: new MlPlatform(stack, 'Platform'), retention: '30d' }).grants.readWrite(role);
  expect(findings(app)).toEqual([]);
});
