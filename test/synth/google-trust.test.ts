import { App } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { delivery, LockDefinition, MlopsDefinition, MlopsStacks } from '../../lib';
import { takes, TrustPolicy } from '../aws/delivery-trust/tokens';
import { readTriggers } from '../delivery/cloud-build/read-builds';
import { bank, pinned } from '../delivery/situations';

interface Role { readonly Properties: { RoleName: string; MaxSessionDuration?: number; AssumeRolePolicyDocument: TrustPolicy } }

const IDS = {
  'deliver-bank': '100000000000000000001',
  'deliver-bank-dev': '100000000000000000002',
  'deliver-bank-prod': '100000000000000000003',
  'deliver-bank-spare': '100000000000000000004',
};
const systemWith = (serviceAccounts: Record<string, string>): MlopsDefinition =>
  bank({ cloudBuild: { project: 'acme-risk', region: 'europe-west4', repository: 'github/bank', image: 'acme/deliver:1', serviceAccounts } });

const DEFINITION = systemWith(IDS);

describe.each<[string, LockDefinition | undefined]>([['no version is pinned', undefined], ['production is pinned', pinned('prod')]])('builds and stacks of a system agree, when %s:', (_, lock) => {
  const stacks = new MlopsStacks(new App(), 'Bank', { definition: DEFINITION, lock });
  const roles = new Map<string, Role>(Object.entries(stacks.environments).flatMap(([name, { platformStack }]) =>
    Object.values(Template.fromStack(platformStack).findResources('AWS::IAM::Role', { Properties: { AssumeRolePolicyDocument: { Statement: [{ Action: 'sts:AssumeRoleWithWebIdentity' }] } } }))
      .map(role => [`arn:aws:iam::${DEFINITION.environments[name]!.aws!.account}:role/${(role as Role).Properties.RoleName}`, role as Role] as const)));
  /** Each sign-in of each build: the role, how long, and what AWS sees of the token of its service account. */
  const triggers = readTriggers(new delivery.CloudBuild({ definition: DEFINITION, lock }).files);
  const signIns = triggers.flatMap(({ build, serviceAccount }) => build.steps.flatMap(({ script }) => {
    const [, oaud, role, time] = /identity\?audience=([^']+)'[^]*--role-arn (\S+)[^]*--duration-seconds (\d+)/.exec(script) ?? [];
    const id = IDS[serviceAccount.split('/').at(-1)!.split('@')[0]! as keyof typeof IDS];
    return role === undefined ? [] : [{ role, time: Number(time), token: { aud: id, sub: id, oaud } }];
  }));

  test('every build is let in where it signs in, and nothing else is let in', () => {
    expect(signIns.length).toBeGreaterThan(5);
    for (const { role, time, token } of signIns) {
      expect(takes(roles.get(role)!.Properties.AssumeRolePolicyDocument, token, 'accounts.google.com')).toBe(true);
      expect(time).toBeLessThanOrEqual(roles.get(role)!.Properties.MaxSessionDuration ?? 3600);
    }
    expect([...roles.keys()].filter(arn => !signIns.some(({ role }) => role === arn))).toEqual([]);
  });
});

test('an environment whose service account is not known yet lets nothing in, and says what to do', () => {
  const { 'deliver-bank-spare': _, ...known } = IDS;
  const { environments } = new MlopsStacks(new App(), 'Bank', { definition: systemWith(known) });
  const roles = (name: string) => Object.values(Template.fromStack(environments[name]!.platformStack).findResources('AWS::IAM::Role'))
    .filter(role => (role as Role).Properties.RoleName?.includes('cloudbuild')).length;
  expect(['dev', 'prod', 'spare'].map(roles)).toEqual([3, 3, 0]);
  Annotations.fromStack(environments.spare!.platformStack).hasWarning('*', Match.stringLikeRegexp('nothing is let into spare yet.*deliver-bank-spare; run .cloudbuild/bank-setup.sh'));
});
