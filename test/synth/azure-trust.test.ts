import { App } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { delivery, LockDefinition, MlopsDefinition, MlopsStacks } from '../../lib';
import { takes, TrustPolicy } from '../aws/delivery-trust/tokens';
import { commandsOf, readPipeline } from '../delivery/azure-pipelines/read-pipeline';
import { bank, pinned } from '../delivery/situations';

interface Role { readonly Properties: { RoleName: string; MaxSessionDuration?: number; AssumeRolePolicyDocument: TrustPolicy } }

const TENANT = '11111111-2222-3333-4444-555555555555';
const subjectOf = (connection: string) => `/eid1/c/pub/t/T/a/A/sc/O/${connection}`;
const subjectsOf = (...environments: string[]) => Object.fromEntries(environments.flatMap(name => ['read', 'deploy', 'operate'].map(duty => `bank-${name}-azure-${duty}`)).map(name => [name, subjectOf(name)]));
const systemWith = (subjects: Record<string, string>): MlopsDefinition =>
  bank({ azurePipelines: { organization: 'acme', project: 'ml', issuer: { entra: { tenant: TENANT, subjects } } } });

const DEFINITION = systemWith(subjectsOf('dev', 'prod', 'spare'));

describe.each<[string, LockDefinition | undefined]>([['no version is pinned', undefined], ['production is pinned', pinned('prod')]])('pipelines and stacks of a system agree, when %s:', (_, lock) => {
  const stacks = new MlopsStacks(new App(), 'Bank', { definition: DEFINITION, lock });
  const pipelines = new delivery.AzurePipelines({ definition: DEFINITION, lock }).files.filter(({ path }) => path.endsWith('.yml')).map(({ content }) => readPipeline(content));
  const roles = new Map<string, Role>(Object.entries(stacks.environments).flatMap(([name, { platformStack }]) =>
    Object.values(Template.fromStack(platformStack).findResources('AWS::IAM::Role', { Properties: { AssumeRolePolicyDocument: { Statement: [{ Action: 'sts:AssumeRoleWithWebIdentity' }] } } }))
      .map(role => [`arn:aws:iam::${DEFINITION.environments[name]!.aws!.account}:role/${(role as Role).Properties.RoleName}`, role as Role] as const)));
  /** Each sign-in of each job: the role, how long, and the token that its service connection gives. */
  const signIns = pipelines.flatMap(({ stages }) => stages).flatMap(({ job }) => job.steps).flatMap(step => {
    const [, role, time] = /--role-arn (\S+)[^]*--duration-seconds (\d+)/.exec(commandsOf(step)) ?? [];
    return role === undefined ? [] : [{ role, time: Number(time), token: { aud: 'api://AzureADTokenExchange', sub: subjectOf(String(step.inputs!.azureSubscription)) } }];
  });

  test('every job is let in where it signs in, and nothing else is let in', () => {
    expect(signIns.length).toBeGreaterThan(5);
    for (const { role, time, token } of signIns) {
      expect(takes(roles.get(role)!.Properties.AssumeRolePolicyDocument, token, `login.microsoftonline.com/${TENANT}/v2.0`)).toBe(true);
      expect(time).toBeLessThanOrEqual(roles.get(role)!.Properties.MaxSessionDuration ?? 3600);
    }
    expect([...roles.keys()].filter(arn => !signIns.some(({ role }) => role === arn))).toEqual([]);
  });
});

test('an environment whose service connections are not known yet lets nothing in, and says what to do', () => {
  const { environments } = new MlopsStacks(new App(), 'Bank', { definition: systemWith(subjectsOf('prod')) });
  const providers = (name: string) => Object.keys(Template.fromStack(environments[name]!.platformStack).findResources('AWS::IAM::OIDCProvider')).length;
  expect(['dev', 'prod', 'spare'].map(providers)).toEqual([0, 1, 0]);
  Annotations.fromStack(environments.dev!.platformStack)
    .hasWarning('*', Match.stringLikeRegexp('nothing is let into dev yet.*bank-dev-azure-read, bank-dev-azure-deploy, bank-dev-azure-operate; run .azure-pipelines/bank-setup.sh'));
});

test('of environments in one account the first whose service connections are known makes the provider', () => {
  const definition = { ...DEFINITION, environments: { ...DEFINITION.environments, spare: { protected: true, aws: { region: 'eu-west-1', account: '222222222222' } } } };
  const providers = (system: MlopsDefinition) => Object.entries(new MlopsStacks(new App(), 'Bank', { definition: system }).environments)
    .map(([name, { platformStack }]) => [name, Object.keys(Template.fromStack(platformStack).findResources('AWS::IAM::OIDCProvider')).length]);
  expect(providers(definition)).toEqual([['dev', 1], ['prod', 1], ['spare', 0]]);
  expect(providers({ ...definition, delivery: systemWith(subjectsOf('dev', 'spare')).delivery })).toEqual([['dev', 1], ['prod', 0], ['spare', 1]]);
});
