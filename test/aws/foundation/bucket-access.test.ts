import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, DefaultStackSynthesizer, IStackSynthesizer, LegacyStackSynthesizer, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { grantObjects, grantReadPlace, READ_OBJECTS } from '../../../lib/aws/foundation/bucket-access';
import { grantSourceBundle, sourceBundle } from '../../../lib/aws/foundation/source-bundle';
import { ModelEndpoint } from '../../../lib/aws/model-endpoint';
import { ModelMonitor } from '../../../lib/aws/monitoring';
import { EVERY_KIND, Json, statementsOf, TestStack } from '../training-pipeline/pipelines';

function inStack(synthesizer?: IStackSynthesizer): { stack: Stack; role: iam.Role; statements: () => Json[] } {
  const stack = new Stack(new App(), 'Stack', { env: { account: '111111111111', region: 'eu-west-1' }, synthesizer });
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com') });
  return { stack, role, statements: () => statementsOf(Template.fromStack(stack)) };
}

const HASH = '0123456789abcdef'.repeat(4);

/** Statements that list buckets. */
function lists(statements: Json[]): Json[] {
  return statements.filter(({ Action }) => [Action].flat().some((action: string) => action.startsWith('s3:ListBucket')));
}

test.each([
  ['a/', ['a', 'a/*']],
  ['a/b/', ['a/b', 'a/b/*']],
  ['a', ['a*']],
])('listing is bounded to the prefix %s, and the place of the bucket is asked without one', (prefix, allowed) => {
  const { stack, role, statements } = inStack();
  grantObjects(role, s3.Bucket.fromBucketName(stack, 'Bucket', 'bucket'), prefix, READ_OBJECTS);
  expect(lists(statements())).toEqual([expect.objectContaining({ Action: ['s3:ListBucket', 's3:ListBucketVersions'], Condition: { StringLike: { 's3:prefix': allowed } } })]);
  expect(statements().find(({ Action }) => Action === 's3:GetBucketLocation')).not.toHaveProperty('Condition');
});

test.each([
  ['s3://bucket/a/', 'a/*', { StringLike: { 's3:prefix': ['a', 'a/*'] } }],
  ['s3://bucket/a', 'a*', { StringLike: { 's3:prefix': ['a*'] } }],
  ['s3://bucket/a/b.csv', 'a/b.csv*', { StringLike: { 's3:prefix': ['a/b.csv*'] } }],
  ['s3://bucket/a/model.tar.gz', 'a/model.tar.gz', { StringEquals: { 's3:prefix': 'a/model.tar.gz' } }],
  [`s3://bucket/${HASH}.json`, `${HASH}.json`, { StringEquals: { 's3:prefix': `${HASH}.json` } }],
  ['s3://bucket', '*', undefined],
])('reading %s lists no more than it reads', (uri, objects, condition) => {
  const { role, statements } = inStack();
  grantReadPlace(role, uri);
  const [read] = statements().filter(({ Action }) => [Action].flat().includes('s3:GetObject'));
  expect(JSON.stringify(read.Resource)).toContain(`:s3:::bucket/${objects}"`);
  expect(lists(statements()).map(({ Condition }) => Condition)).toEqual([condition]);
});

describe('jobs read their own archive among the assets, and no other,', () => {
  const directory = mkdtempSync(join(tmpdir(), 'own-'));
  writeFileSync(join(directory, 'a.py'), '');

  test.each<[string, IStackSynthesizer]>([
    ['by default', new DefaultStackSynthesizer()],
    ['in a bucket of the company', new DefaultStackSynthesizer({ fileAssetsBucketName: 'company-assets', bucketPrefix: 'team/' })],
    ['where the bucket is only known at deployment', new LegacyStackSynthesizer()],
  ])('%s', (_, synthesizer) => {
    const { stack, role, statements } = inStack(synthesizer);
    const bundle = sourceBundle(stack, directory, 'a.py');
    grantSourceBundle(role, bundle);
    const [read] = statements().filter(({ Action }) => Action === 's3:GetObject');
    expect(JSON.stringify(read.Resource)).not.toContain('*');
    expect(read.Resource).toEqual(stack.resolve(bundle.asset.bucket.arnForObjects(bundle.asset.s3ObjectKey)));
    expect(lists(statements()).map(({ Condition }) => Condition)).toEqual([{ StringEquals: { 's3:prefix': stack.resolve(bundle.asset.s3ObjectKey) } }]);
  });

  const assetObjects = (statements: Json[]) => statements
    .flatMap(({ Resource }) => [Resource].flat().map((resource: Json) => JSON.stringify(resource)))
    .filter(resource => resource.includes('cdk-hnb659fds-assets') && resource.includes('/'));

  test('in every kind of step of a pipeline', () => {
    const stack = new TestStack();
    stack.pipeline(EVERY_KIND);
    const objects = assetObjects(statementsOf(stack.template));
    expect(objects.length).toBeGreaterThan(3);
    objects.forEach(object => expect(object).toMatch(/\/[0-9a-f]{64}\.(tgz|json)"/));
    lists(statementsOf(stack.template)).forEach(statement => expect(statement).toHaveProperty('Condition'));
  });

  test('in the checks of a monitor', () => {
    const { stack, statements } = inStack();
    new ModelMonitor(stack, 'Monitor', {
      endpoint: ModelEndpoint.fromEndpointAttributes(stack, 'Endpoint', { endpointName: 'risk', captureUri: 's3://acme-data/capture/risk/' }),
      dataDrift: { baseline: 's3://acme-data/baseline/' },
    });
    const objects = assetObjects(statements());
    expect(objects.length).toBeGreaterThan(1);
    objects.forEach(object => expect(object).toMatch(/\/[0-9a-f]{64}\.(tgz|json)"/));
    lists(statements()).forEach(statement => expect(statement).toHaveProperty('Condition'));
  });
});

test('nobody but services of the own account takes the roles of a pipeline and its schedule', () => {
  const stack = new TestStack();
  stack.pipeline({ ...EVERY_KIND, schedule: 'weekly' });
  const roles = Object.values(stack.template.findResources('AWS::IAM::Role'));
  expect(roles.length).toBeGreaterThan(1);
  for (const { Properties } of roles) {
    for (const { Principal, Condition } of Properties.AssumeRolePolicyDocument.Statement) {
      expect(Principal).toEqual({ Service: expect.any(String) });
      expect(Condition).toEqual({ StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } });
    }
  }
});
