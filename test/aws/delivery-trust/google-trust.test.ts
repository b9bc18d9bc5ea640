import { Template } from 'aws-cdk-lib/assertions';
import { DUTIES, NAMES, templateWith } from './shop';
import { takes, Token, TrustPolicy } from './tokens';
import { GithubTrust, GoogleTrust, GoogleTrustProps } from '../../../lib';

const IDS = { 'deliver-shop': '100000000000000000001', 'deliver-shop-dev': '100000000000000000002', 'deliver-shop-prod': '100000000000000000003' };
const ISSUER = 'accounts.google.com';

function templateOf(change: Partial<GoogleTrustProps> = {}): Template {
  return templateWith(stack => new GoogleTrust(stack, 'Trust', {
    project: 'acme-risk', region: 'europe-west4', repository: 'github/shop', image: 'acme/deliver:1', serviceAccounts: IDS, environmentNames: ['dev', 'prod'], ...NAMES, ...change,
  }));
}

const TEMPLATE = templateOf();

function trustOf(duty: string): TrustPolicy {
  const [role] = Object.values(TEMPLATE.findResources('AWS::IAM::Role', { Properties: { RoleName: `shop-prod-cloudbuild-${duty}` } }));
  return (role as { Properties: { AssumeRolePolicyDocument: TrustPolicy } }).Properties.AssumeRolePolicyDocument;
}

/** What AWS STS sees of a token that a service account has asked for, for a role. */
const tokenOf = (account: string, duty: string): Token => ({ aud: account, sub: account, oaud: `shop-prod-cloudbuild-${duty}` });

describe.each(DUTIES)('the role to %s', duty => {
  const trust = trustOf(duty);

  test('takes a token of the environment\'s account that is for it, and none for another role', () => {
    expect(DUTIES.filter(other => takes(trust, tokenOf(IDS['deliver-shop-prod'], other), ISSUER))).toEqual([duty]);
  });

  test.each<[string, Partial<Token>]>([
    ['builds that run code of the repository', { aud: '100000000000000000009', sub: '100000000000000000009' }],
    ['an account whose id begins like this one', { aud: `${IDS['deliver-shop-prod']}1`, sub: `${IDS['deliver-shop-prod']}1` }],
    ['an account that has taken over the name of a deleted one', { aud: 'deliver-shop-prod', sub: 'deliver-shop-prod' }],
    ['another project, whose account has the same name', { aud: '200000000000000000003', sub: '200000000000000000003' }],
    ['somebody whose application has asked for it', { aud: '100000000000-x.apps.googleusercontent.com' }],
    ['another environment\'s role', { oaud: `shop-dev-cloudbuild-${duty}` }],
    ['another system', { oaud: `bank-prod-cloudbuild-${duty}` }],
    ['somebody else than AWS', { oaud: 'https://run.example' }],
  ])('takes no token of %s', (_, change) => {
    expect(takes(trust, { ...tokenOf(IDS['deliver-shop-prod'], duty), ...change }, ISSUER)).toBe(false);
  });

  test('takes no token that somebody else has signed', () => {
    expect(takes(trust, tokenOf(IDS['deliver-shop-prod'], duty), 'gitlab.com')).toBe(false);
  });
});

test('builds of another environment, and those that only look, may read and nothing else', () => {
  for (const account of [IDS['deliver-shop'], IDS['deliver-shop-dev']]) {
    expect(DUTIES.filter(duty => takes(trustOf(duty), tokenOf(account, duty), ISSUER))).toEqual(['read']);
  }
});

test('the roles may do what those for jobs of GitHub may, and no account needs a provider', () => {
  const policies = (template: Template) => Object.values(template.findResources('AWS::IAM::Policy')).map(policy => (policy as { Properties: { PolicyDocument: unknown } }).Properties.PolicyDocument);
  expect(policies(TEMPLATE)).toEqual(policies(templateWith(stack => new GithubTrust(stack, 'Trust', { repository: 'acme/shop', ...NAMES }))));
  TEMPLATE.resourceCountIs('AWS::IAM::OIDCProvider', 0);
  const [role] = Object.values(TEMPLATE.findResources('AWS::IAM::Role')) as [{ Properties: { AssumeRolePolicyDocument: { Statement: [{ Principal: unknown }] } } }];
  expect(role.Properties.AssumeRolePolicyDocument.Statement[0].Principal).toEqual({ Federated: 'accounts.google.com' });
});

test('fails when the id of an account is not known, or there is no connection', () => {
  expect(() => templateOf({ serviceAccounts: { 'deliver-shop': IDS['deliver-shop'] } })).toThrow('serviceAccounts: needs the unique ids of deliver-shop-prod, which the script');
  expect(() => templateOf({ serviceAccounts: undefined })).toThrow('needs the unique ids of deliver-shop, deliver-shop-prod');
  expect(() => templateOf({ repository: 'shop' })).toThrow('repository: must be connection and repository such as github/credit-risk');
});
