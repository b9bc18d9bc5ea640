import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { delivery, LockDefinition, MlopsStacks } from '../../lib';
import { takes, TrustPolicy } from '../aws/delivery-trust/tokens';
import { credentialsOf } from '../delivery/jenkins/read-configuration';
import { allStages, ReadCall, stagesOf } from '../delivery/jenkins/read-jenkinsfile';
import { bank, pinned } from '../delivery/situations';

interface Role { readonly Properties: { RoleName: string; MaxSessionDuration?: number; AssumeRolePolicyDocument: TrustPolicy } }

const DEFINITION = bank({ jenkins: { url: 'https://jenkins.acme.example', job: 'acme/bank', branch: 'trunk' } });

describe.each<[string, LockDefinition | undefined]>([['no version is pinned', undefined], ['production is pinned', pinned('prod')]])('Jenkinsfile and stacks of a system agree, when %s:', (_, lock) => {
  const stacks = new MlopsStacks(new App(), 'Bank', { definition: DEFINITION, lock });
  const [jenkinsfile, configuration] = new delivery.Jenkins({ definition: DEFINITION, lock }).files.map(({ content }) => content);
  const roles = new Map<string, Role>(Object.entries(stacks.environments).flatMap(([name, { platformStack }]) =>
    Object.values(Template.fromStack(platformStack).findResources('AWS::IAM::Role', { Properties: { AssumeRolePolicyDocument: { Statement: [{ Action: 'sts:AssumeRoleWithWebIdentity' }] } } }))
      .map(role => [`arn:aws:iam::${DEFINITION.environments[name]!.aws!.account}:role/${(role as Role).Properties.RoleName}`, role as Role] as const)));
  const audiences = new Map(credentialsOf(configuration!).map(({ audience, id }) => [id, audience]));
  /** Each sign-in of each stage: the role, how long, and the token that Jenkins gives a build of the delivered branch. */
  const signIns = allStages(stagesOf(jenkinsfile!)).flatMap(({ steps }) => steps.filter(({ call }) => call === 'withCredentials')).map(({ arguments: [files], block }) => {
    const id = (files as [ReadCall])[0].named.credentialsId as string;
    const [, role, time] = /--role-arn (\S+)[^]*--duration-seconds (\d+)/.exec(block[0]!.named.script as string)!;
    return { role: role!, time: Number(time), token: { aud: audiences.get(id)!, sub: 'https://jenkins.acme.example/job/acme/job/bank/job/trunk/' } };
  });

  test('every job is let in where it signs in, and nothing else is let in', () => {
    expect(signIns.length).toBeGreaterThan(5);
    for (const { role, time, token } of signIns) {
      expect(takes(roles.get(role)!.Properties.AssumeRolePolicyDocument, token, 'jenkins.acme.example/oidc')).toBe(true);
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
