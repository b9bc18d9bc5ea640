import { Match, Template } from 'aws-cdk-lib/assertions';
import { DUTIES, NAMES, templateWith } from './shop';
import { takes, Token, TrustPolicy } from './tokens';
import { GithubTrust, GitlabTrust, GitlabTrustProps } from '../../../lib';


function templateOf(change: Partial<GitlabTrustProps> = {}): Template {
  return templateWith(stack => new GitlabTrust(stack, 'Trust', { project: 'acme/ml/shop', ...NAMES, ...change }));
}

function trustOf(duty: string, template: Template = templateOf()): TrustPolicy {
  const [role] = Object.values(template.findResources('AWS::IAM::Role', { Properties: { RoleName: `shop-prod-gitlab-${duty}` } }));
  return (role as { Properties: { AssumeRolePolicyDocument: TrustPolicy } }).Properties.AssumeRolePolicyDocument;
}

const tokenFor = (duty: string): Token => ({ aud: `shop-prod-gitlab-${duty}`, sub: 'project_path:acme/ml/shop:ref_type:branch:ref:main' });

/** Tokens that GitLab signs for others, or for other jobs of the project. */
const STRANGERS: [string, Partial<Token>][] = [
  ['another branch', { sub: 'project_path:acme/ml/shop:ref_type:branch:ref:feature' }],
  ['a branch whose name begins like the delivered one', { sub: 'project_path:acme/ml/shop:ref_type:branch:ref:main-2' }],
  ['a tag of the same name', { sub: 'project_path:acme/ml/shop:ref_type:tag:ref:main' }],
  ['a fork', { sub: 'project_path:mallory/shop:ref_type:branch:ref:main' }],
  ['a project whose name begins like this one', { sub: 'project_path:acme/ml/shop-tools:ref_type:branch:ref:main' }],
  ['a project of a group below', { sub: 'project_path:acme/ml/shop/x:ref_type:branch:ref:main' }],
  ['a group whose name begins like this one', { sub: 'project_path:acme/ml-labs/shop:ref_type:branch:ref:main' }],
  ['another group at the top', { sub: 'project_path:acme-labs/ml/shop:ref_type:branch:ref:main' }],
  ['the role of another environment', { aud: 'shop-dev-gitlab-deploy' }],
  ['the role of an environment whose name begins like this one', { aud: 'shop-prod-eu-gitlab-deploy' }],
  ['another system of the project', { aud: 'bank-prod-gitlab-deploy' }],
  ['somebody else than AWS', { aud: 'https://gitlab.com' }],
];

describe.each(DUTIES)('the role to %s', duty => {
  test('takes a token of the branch that was issued for it, and none for another role', () => {
    const trust = trustOf(duty);
    expect(takes(trust, tokenFor(duty), 'gitlab.com')).toBe(true);
    expect(DUTIES.filter(other => takes(trust, tokenFor(other), 'gitlab.com'))).toEqual([duty]);
  });

  test.each(STRANGERS)('takes no token of %s', (_, change) => {
    expect(takes(trustOf(duty), { ...tokenFor(duty), ...change }, 'gitlab.com')).toBe(false);
  });

  test('takes no token of another GitLab', () => {
    expect(takes(trustOf(duty), tokenFor(duty), 'gitlab.example')).toBe(false);
  });
});

test('a GitLab of one\'s own has tokens of its own, and another branch too', () => {
  const template = templateOf({ url: 'https://gitlab.acme.example', branch: 'release/1' });
  template.hasResourceProperties('AWS::IAM::OIDCProvider', { Url: 'https://gitlab.acme.example' });
  const token = { aud: 'shop-prod-gitlab-read', sub: 'project_path:acme/ml/shop:ref_type:branch:ref:release/1' };
  expect(takes(trustOf('read', template), token, 'gitlab.acme.example')).toBe(true);
  expect(takes(trustOf('read', template), token, 'gitlab.com')).toBe(false);
});

test('the roles may do what those for jobs of GitHub may', () => {
  const policies = (template: Template) => Object.values(template.findResources('AWS::IAM::Policy')).map(policy => (policy as { Properties: { PolicyDocument: unknown } }).Properties.PolicyDocument);
  expect(policies(templateOf())).toEqual(policies(templateWith(stack => new GithubTrust(stack, 'Trust', { repository: 'acme/shop', ...NAMES }))));
});

test('a provider takes tokens for the roles of its account, and an account that knows GitLab already gets no second one', () => {
  const audiences = ['dev', 'prod'].flatMap(name => DUTIES.map(duty => `shop-${name}-gitlab-${duty}`));
  templateOf({ accountEnvironmentNames: ['dev', 'prod'] }).hasResourceProperties('AWS::IAM::OIDCProvider', { Url: 'https://gitlab.com', ClientIdList: audiences });
  const template = templateOf({ existingProvider: true });
  template.resourceCountIs('AWS::IAM::OIDCProvider', 0);
  template.allResourcesProperties('AWS::IAM::Role', {
    AssumeRolePolicyDocument: { Statement: [Match.objectLike({ Principal: { Federated: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::222222222222:oidc-provider/gitlab.com']] } } })] },
  });
});

test('fails when the project is no path, or the address has a port', () => {
  expect(() => templateOf({ project: 'shop' })).toThrow('project: must be the path of a project with its groups such as acme/ml/credit-risk');
  expect(() => templateOf({ url: 'https://gitlab.acme.example:8443' })).toThrow('url: must be the address of GitLab without a port');
});
