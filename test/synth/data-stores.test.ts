import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { LockDefinition, MlopsDefinition, MlopsStacks, versioning } from '../../lib';
import { checkSystem } from '../../lib/synth/system/check-system';

const ARN = (name: string) => `arn:aws:iam::111111111111:role/${name}`;
const SYSTEM: MlopsDefinition = {
  name: 'shop',
  environments: {
    dev: { aws: { region: 'eu-west-1', account: '111111111111' } },
    prod: { aws: { region: 'eu-west-1', account: '222222222222' } },
  },
  models: { churn: { artifact: 's3://acme-models/churn/7/model.tar.gz', framework: 'xgboost', endpoint: {} } },
  versioning: { dvc: { readers: [ARN('analyst')], writers: [ARN('scientist')], collectors: [ARN('steward')] } },
};

function platform(system: MlopsDefinition, environment = 'dev'): Template {
  return Template.fromStack(new MlopsStacks(new App(), 'Shop', { definition: system }).environments[environment]!.platformStack);
}

const storesOf = (template: Template) => Object.values(template.findResources('AWS::S3::Bucket')).map(({ Properties }) => Properties.BucketName as string)
  .filter(name => typeof name === 'string' && name.includes('-dvc-'));

test('the first environment has the bucket that is in the file, and no other has one', () => {
  const { files } = new versioning.DataVersioning({ definition: SYSTEM });
  const [bucket] = storesOf(platform(SYSTEM));
  expect(files.find(({ path }) => path === '.dvc/config')!.content).toContain(`url = s3://${bucket}\n`);
  expect(storesOf(platform(SYSTEM, 'prod'))).toEqual([]);
});

test('a store that is there already is not made', () => {
  expect(storesOf(platform({ ...SYSTEM, versioning: { dvc: { location: 's3://acme-dvc/' } } }))).toEqual([]);
});

test('a name that would be too long is cut, and stays one of its system, environment, account and region', () => {
  const long = (region: string): MlopsDefinition => ({
    ...SYSTEM, name: 'a-system-of-a-long-name', environments: { 'development-long': { aws: { region, account: '111111111111' } } },
  });
  const [one, other] = [long('ap-southeast-2'), long('ap-southeast-1')].map(system => storesOf(platform(system, 'development-long'))[0]!);
  expect(one).toMatch(/^a-system-of-a-long-name-development-[0-9a-f]{8}-dvc-111111111111$/);
  expect(one!.length).toBeLessThanOrEqual(63);
  expect(other).not.toBe(one);
});

test('roles that exist are let in by the bucket, each to its own; their policies stay theirs', () => {
  const template = platform(SYSTEM);
  const allowed = Object.values(template.findResources('AWS::S3::BucketPolicy')).flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .filter(({ Effect, Principal }) => Effect === 'Allow' && Principal.AWS !== undefined);
  const may = (name: string, action: string) => allowed.some(({ Action, Principal }) =>
    JSON.stringify(Principal.AWS).includes(ARN(name)) && [Action].flat().includes(action));
  const actions = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'];
  expect(actions.filter(action => may('analyst', action))).toEqual(['s3:GetObject']);
  expect(actions.filter(action => may('scientist', action))).toEqual(['s3:GetObject', 's3:PutObject']);
  expect(actions.filter(action => may('steward', action))).toEqual(['s3:GetObject', 's3:DeleteObject']);
  expect(Object.values(template.findResources('AWS::IAM::Policy')).filter(({ Properties }) => JSON.stringify(Properties).includes('scientist'))).toEqual([]);
});

test('jobs that deliver may pull, and not push', () => {
  const template = platform({ ...SYSTEM, delivery: { githubActions: { repository: 'acme@1/shop@2' } } });
  const policies = Object.entries(template.findResources('AWS::IAM::Policy')).filter(([, { Properties }]) => JSON.stringify(Properties).includes('Dvc'));
  expect(policies.map(([id]) => id)).toEqual([expect.stringContaining('GithubTrustRead')]);
  expect(JSON.stringify(policies)).not.toContain('s3:PutObject');
});

describe('what is pushed', () => {
  const recorded: LockDefinition = {
    version: 1,
    environments: {},
    state: { dev: { system: 'shop', aws: { region: 'eu-west-1', account: '111111111111' }, versioning: ['dvc'] } },
  };

  test('is not left behind when the store is taken away or moved', () => {
    expect(() => checkSystem({ ...SYSTEM, versioning: undefined }, recorded, '.')).toThrow(/versioning.*what was pushed to the store would be left behind/);
    expect(() => checkSystem({ ...SYSTEM, versioning: { dvc: { location: 's3://other/' } } }, recorded, '.')).toThrow('would be left behind');
    const { dev, prod } = SYSTEM.environments;
    expect(() => checkSystem({ ...SYSTEM, environments: { prod: prod!, dev: dev! } }, recorded, '.')).toThrow('would be left behind');
    expect(() => checkSystem(SYSTEM, recorded, '.')).not.toThrow();
  });
});
