import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { delivery, LockDefinition, MlopsDefinition, MlopsStacks } from '../../lib';
import { takes, TrustPolicy } from '../aws/delivery-trust/tokens';
import { readWorkflow, ReadJob } from '../delivery/github-actions/read-workflow';

const SYSTEM: MlopsDefinition = {
  name: 'bank',
  environments: {
    dev: { aws: { region: 'eu-west-1', account: '111111111111' } },
    test: { aws: { region: 'eu-west-1', account: '111111111111' } },
    prod: { protected: true, aws: { region: 'eu-west-1', account: '222222222222' }, models: { scores: { endpoint: {} } } },
  },
  models: {
    risk: {
      pipeline: {
        steps: {
          train: { train: { image: '111111111111.dkr.ecr.eu-west-1.amazonaws.com/train:1', inputs: { train: 's3://acme-data/train/' } } },
          register: { register: { model: 'train.model' } },
        },
      },
      image: '111111111111.dkr.ecr.eu-west-1.amazonaws.com/serve:1',
      endpoint: { name: 'Decline-Risk' },
      registry: { group: 'declines' },
    },
    scores: { artifact: 's3://acme-models/scores/7/model.tar.gz', framework: 'xgboost', batch: { input: 's3://acme-data/in/' } },
  },
  delivery: { githubActions: { repository: 'acme@1/bank@2', branch: 'trunk' }, smokeTest: { body: '1,2' } },
};
// One account and region cannot have an endpoint of one name twice.
const { test: _, ...environments } = SYSTEM.environments;
const NAMED: MlopsDefinition = { ...SYSTEM, environments };
const UNNAMED: MlopsDefinition = { ...SYSTEM, models: { ...SYSTEM.models, risk: { ...SYSTEM.models.risk!, endpoint: {} } } };

const LOCK: LockDefinition = { version: 1, environments: { prod: { risk: { aws: { modelPackage: 'arn:aws:sagemaker:eu-west-1:111111111111:model-package/declines/7' } } } } };

interface Role { readonly Properties: { RoleName: string; MaxSessionDuration?: number; AssumeRolePolicyDocument: TrustPolicy } }

describe.each<[string, MlopsDefinition, LockDefinition | undefined]>([
  ['no version is pinned', UNNAMED, undefined],
  ['production is pinned, and names are of their own', NAMED, LOCK],
])('workflows and stacks of a system agree, when %s:', (_name, definition, lock) => {
  const app = new App();
  const stacks = new MlopsStacks(app, 'Bank', { definition, lock });
  const workflows = new delivery.GithubActions({ definition, lock }).files.map(({ content }) => readWorkflow(content));
  const jobs = workflows.flatMap(({ jobs: own }) => Object.values(own));
  const roles = new Map<string, Role>(Object.entries(stacks.environments).flatMap(([name, { platformStack }]) =>
    Object.values(Template.fromStack(platformStack).findResources('AWS::IAM::Role', { Properties: { AssumeRolePolicyDocument: { Statement: [{ Action: 'sts:AssumeRoleWithWebIdentity' }] } } }))
      .map(role => [`arn:aws:iam::${definition.environments[name]!.aws!.account}:role/${(role as Role).Properties.RoleName}`, role as Role] as const)));

  /** The token that GitHub gives a job of a run on the delivered branch. */
  const tokenOf = ({ environment }: ReadJob) => ({
    aud: 'sts.amazonaws.com', ref: 'refs/heads/trunk', sub: `repo:acme@1/bank@2:${environment === undefined ? 'ref:refs/heads/trunk' : `environment:${environment}`}`,
  });
  const signIns = jobs.flatMap(job => job.steps.filter(({ uses }) => uses?.startsWith('aws-actions/')).map(({ with: options }) => ({ job, options: options! })));

  test('every job is let in where it signs in, and nothing else is let in', () => {
    expect(signIns.length).toBeGreaterThan(5);
    for (const { job, options } of signIns) {
      const role = roles.get(options['role-to-assume'] as string);
      expect(role && takes(role.Properties.AssumeRolePolicyDocument, tokenOf(job))).toBe(true);
      expect(Number(options['role-duration-seconds'] ?? 3600)).toBeLessThanOrEqual(role!.Properties.MaxSessionDuration ?? 3600);
    }
    const unused = [...roles.keys()].filter(arn => !signIns.some(({ options }) => options['role-to-assume'] === arn));
    expect(unused).toEqual([]);
  });

  test('every stack that a job deploys is there, and each model\'s stacks are deployed', () => {
    const named = new Set(jobs.flatMap(({ steps }) => steps.flatMap(({ env }) => env?.STACKS?.split(' ') ?? [])));
    const paths = app.synth().stacksRecursively.map(({ hierarchicalId }) => hierarchicalId);
    expect([...named].filter(path => !paths.includes(path))).toEqual([]);
    expect(paths.filter(path => !named.has(path) && !path.endsWith('/platform'))).toEqual([]);
  });

  test('what the roles may reach are the names that jobs reach', () => {
    const environment = (name: string) => JSON.stringify(Template.fromStack(stacks.environments[name]!.platformStack).findResources('AWS::IAM::Policy'));
    const variables = jobs.flatMap(({ environment: name, steps }) => steps.map(({ env }) => ({ name, env })));
    const reachable = (text: string, kind: string, value: string) =>
      [...text.matchAll(new RegExp(`:${kind}/([^"]+)"`, 'g'))].some(([, pattern]) => pattern!.endsWith('*') ? value.startsWith(pattern!.slice(0, -1)) : value === pattern);
    const endpoints = variables.filter(({ env }) => env?.ENDPOINT !== undefined);
    expect(endpoints.length).toBeGreaterThan(0);
    expect(endpoints.filter(({ name, env }) => !reachable(environment(name!), 'endpoint', env!.ENDPOINT!.toLowerCase()))).toEqual([]);
    const groups = variables.filter(({ env }) => env?.GROUP !== undefined);
    expect(groups.length).toBeGreaterThan(0);
    expect(groups.filter(({ env }) => !reachable(environment('dev'), 'model-package', `${env!.GROUP}/7`))).toEqual([]);
    expect(groups.filter(({ env }) => !reachable(environment('dev'), 'pipeline', env!.PIPELINE!))).toEqual([]);
  });
});

test('of environments in one account the first makes the provider', () => {
  const { environments: made } = new MlopsStacks(new App(), 'Bank', { definition: UNNAMED });
  const providers = Object.entries(made).filter(([, { platformStack }]) => Object.keys(Template.fromStack(platformStack).findResources('AWS::IAM::OIDCProvider')).length > 0);
  expect(providers.map(([name]) => name)).toEqual(['dev', 'prod']);
});

test('a system that AWS CodePipeline delivers, or nobody, lets no one in', () => {
  const { environments: made } = new MlopsStacks(new App(), 'Bank', { definition: { ...UNNAMED, delivery: undefined } });
  Template.fromStack(made.dev!.platformStack).resourcePropertiesCountIs('AWS::IAM::Role', { RoleName: 'bank-dev-github-deploy' }, 0);
});
