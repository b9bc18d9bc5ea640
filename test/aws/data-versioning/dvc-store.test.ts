import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Ask, forbids } from './decisions';
import { DvcStore, DvcStoreProps } from '../../../lib/aws/data-versioning';
import { acknowledge, acknowledgeWildcards } from '../../../lib/aws/foundation/acknowledgements';
import { MlPlatform } from '../../../lib/aws/ml-platform';
import { checkedApp, findings } from '../../quality/policy-checks';

const COLLECTOR = 'arn:aws:iam::111111111111:role/steward';
const SCIENTIST = 'arn:aws:iam::111111111111:role/data/scientist';

function synth(props: DvcStoreProps = {}, use: (store: DvcStore, role: iam.Role, stack: Stack) => void = () => {}): Template {
  const stack = new Stack(new App(), 'Stack');
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com') });
  use(new DvcStore(stack, 'Data', props), role, stack);
  return Template.fromStack(stack);
}

const bucketOf = (template: Template) => Object.values(template.findResources('AWS::S3::Bucket'))[0]!.Properties;
const actionsOf = (template: Template): string[] =>
  Object.values(template.findResources('AWS::IAM::Policy')).flatMap(policy => policy.Properties.PolicyDocument.Statement)
    .flatMap(statement => statement.Action).sort();

/** What the policy of the bucket says to what is asked. */
function forbidden(template: Template, ask: Partial<Ask>): boolean {
  const [policy] = Object.values(template.findResources('AWS::S3::BucketPolicy'));
  return forbids(policy!.Properties.PolicyDocument.Statement, { action: 's3:PutObject', key: 'files/md5/ab/cdef', principal: SCIENTIST, ...ask });
}

test('keeps objects in a bucket that is private, versioned, encrypted with a key and kept', () => {
  const template = synth({ bucketName: 'acme-dvc' });
  template.hasResource('AWS::S3::Bucket', {
    Properties: {
      BucketName: 'acme-dvc',
      VersioningConfiguration: { Status: 'Enabled' },
      BucketEncryption: { ServerSideEncryptionConfiguration: [{ BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }] },
      PublicAccessBlockConfiguration: Match.objectLike({ BlockPublicAcls: true, RestrictPublicBuckets: true }),
    },
    DeletionPolicy: 'Retain',
  });
});

describe('deleting', () => {
  const existing = (stack: Stack, id: string, arn: string) => iam.Role.fromRoleArn(stack, id, arn, { mutable: false });
  const collected = synth({}, (store, _, stack) => store.grants.collect(existing(stack, 'Collector', COLLECTOR)));

  test.each(['s3:DeleteObject', 's3:DeleteObjectVersion'])('is for nobody by default: %s', action => {
    for (const principal of [SCIENTIST, COLLECTOR, 'arn:aws:iam::111111111111:root']) expect(forbidden(synth(), { action, principal })).toBe(true);
  });

  test('is for a collector, and for nobody beside it', () => {
    expect(forbidden(collected, { action: 's3:DeleteObject', principal: COLLECTOR })).toBe(false);
    for (const principal of [SCIENTIST, `${COLLECTOR}-2`, 'arn:aws:iam::222222222222:role/steward']) {
      expect(forbidden(collected, { action: 's3:DeleteObject', principal })).toBe(true);
    }
  });

  test('lets every object expire never, and what a collector has deleted after a while where nothing can be written twice', () => {
    const uploads = expect.objectContaining({ Id: 'IncompleteUploads' });
    expect(bucketOf(synth()).LifecycleConfiguration.Rules).toEqual([uploads]);
    expect(bucketOf(synth({ overwrites: 'refused' })).LifecycleConfiguration.Rules).toEqual([uploads, {
      Id: 'CollectedObjects', NoncurrentVersionExpiration: { NoncurrentDays: 90 }, ExpiredObjectDeleteMarker: true, Status: 'Enabled',
    }]);
  });
});

describe('writing', () => {
  const once = synth({ overwrites: 'refused' });
  const makes = { 's3:ObjectCreationOperation': 'true' };

  test('again is another version by default', () => {
    expect(forbidden(synth(), { says: makes })).toBe(false);
  });

  test('is refused without the demand that there is no such object, where overwrites are, and goes through with it', () => {
    expect(forbidden(once, { says: makes })).toBe(true);
    expect(forbidden(once, { says: { ...makes, 's3:if-none-match': '*' } })).toBe(false);
    expect(forbidden(once, { says: makes, principal: COLLECTOR })).toBe(true);
  });

  test('of a part of an upload demands nothing; its completion does', () => {
    expect(forbidden(once, { says: { 's3:ObjectCreationOperation': 'false' } })).toBe(false);
  });

  test('elsewhere than among the objects is as by default', () => {
    expect(forbidden(once, { key: 'runs/ab/cd', says: makes })).toBe(false);
  });
});

describe('grants', () => {
  test('read lists and reads, with the key', () => {
    expect(actionsOf(synth({}, (store, role) => store.grants.read(role)))).toEqual([
      'kms:Decrypt', 's3:GetBucketLocation', 's3:GetObject', 's3:GetObjectVersion', 's3:ListBucket', 's3:ListBucketVersions',
    ]);
  });

  test('write pushes, and deletes nothing', () => {
    const actions = actionsOf(synth({}, (store, role) => store.grants.write(role)));
    expect(actions).toEqual(expect.arrayContaining(['kms:GenerateDataKey', 's3:GetObject', 's3:PutObject']));
    expect(actions.filter(action => action.includes('Delete') || action.includes('*'))).toEqual([]);
  });

  test('collect deletes objects and no version of one', () => {
    const [policy] = Object.values(synth({}, (store, role) => store.grants.collect(role)).findResources('AWS::S3::BucketPolicy'));
    const statements = policy!.Properties.PolicyDocument.Statement as { Effect: string; Action: string | string[] }[];
    const allowed = statements.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action }) => Action);
    expect(allowed.filter(action => /Delete|Put/.test(action))).toEqual(['s3:DeleteObject']);
  });
});

test('has nothing that five sets of policy and template checks object to', () => {
  const app = checkedApp();
  const stack = new Stack(app, 'Stack');
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com') });
  acknowledge(role, 'inlinePolicy');
  acknowledgeWildcards(role, 'objectKeys');
  const { grants } = new DvcStore(stack, 'Data', { platform: new MlPlatform(stack, 'Platform'), overwrites: 'refused' });
  grants.write(role);
  grants.collect(role);
  expect(findings(app)).toEqual([]);
});
