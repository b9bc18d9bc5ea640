import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { delivery, LockDefinition, MlopsStacks } from '../../lib';
import { takes, TrustPolicy } from '../aws/delivery-trust/tokens';
import { readPipeline } from '../delivery/gitlab-ci/read-pipeline';
import { bank, pinned } from '../delivery/situations';

interface Role { readonly Properties: { RoleName: string; MaxSessionDuration?: number; AssumeRolePolicyDocument: TrustPolicy } }

const DEFINITION = bank({ gitlabCi: { project: 'acme/ml/bank', branch: 'trunk', image: 'acme/deliver:1' } });

describe.each<[string, LockDefinition | undefined]>([['no version is pinned', undefined], ['production is pinned', pinned('prod')]])('pipeline and stacks of a system agree, when %s:', (_, lock) => {
  const stacks = new MlopsStacks(new App(), 'Bank', { definition: DEFINITION, lock });
  const pipeline = readPipeline(new delivery.GitlabCi({ definition: DEFINITION, lock }).files[0]!.content);
  const roles = new Map<string, Role>(Object.entries(stacks.environments).flatMap(([name, { platformStack }]) =>
    Object.values(Template.fromStack(platformStack).findResources('AWS::IAM::Role', { Properties: { AssumeRolePolicyDocument: { Statement: [{ Action: 'sts:AssumeRoleWithWebIdentity' }] } } }))
      .map(role => [`arn:aws:iam::${DEFINITION.environments[name]!.aws!.account}:role/${(role as Role).Properties.RoleName}`, role as Role] as const)));
  /** Each sign-in of each job: the role, how long, and the token that GitLab gives the job on the delivered branch. */
  const signIns = [...pipeline.jobs.values()].flatMap(({ id_tokens: tokens = {}, script }) => script.flatMap(lines => {
    const [, variable, role, time] = /printf '%s' "\$(\w+)"[^]*--role-arn (\S+)[^]*--duration-seconds (\d+)/.exec(lines) ?? [];
    return role === undefined ? [] : [{ role, time: Number(time), token: { aud: tokens[variable!]!.aud, sub: 'project_path:acme/ml/bank:ref_type:branch:ref:trunk' } }];
  }));

  test('every job is let in where it signs in, and nothing else is let in', () => {
    expect(signIns.length).toBeGreaterThan(5);
    for (const { role, time, token } of signIns) {
      expect(takes(roles.get(role)!.Properties.AssumeRolePolicyDocument, token, 'gitlab.com')).toBe(true);
      expect(time).toBeLessThanOrEqual(roles.get(role)!.Properties.MaxSessionDuration ?? 3600);
    }
    expect([...roles.keys()].filter(arn => !signIns.some(({ role }) => role === arn))).toEqual([]);
  });
});

test('of environments in one account the first makes the provider, for the roles of both', () => {
  const definition = { ...DEFINITION, environments: { ...DEFINITION.environments, spare: { protected: true, aws: { region: 'eu-west-1', account: '222222222222' } } } };
  const { environments } = new MlopsStacks(new App(), 'Bank', { definition });
  const audiences = Object.entries(environments).map(([name, { platformStack }]) => [name, Object.values(Template.fromStack(platformStack).findResources('AWS::IAM::OIDCProvider'))
    .flatMap(provider => (provider as { Properties: { ClientIdList: string[] } }).Properties.ClientIdList.length)]);
  expect(audiences).toEqual([['dev', [3]], ['prod', [6]], ['spare', []]]);
});
