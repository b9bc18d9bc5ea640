import { Match, Template } from 'aws-cdk-lib/assertions';
import { DUTIES, NAMES, templateWith } from './shop';
import { takes, Token, TrustPolicy } from './tokens';
import { GithubTrust, JenkinsTrust, JenkinsTrustProps } from '../../../lib';


const JENKINS = { url: 'https://jenkins.acme.example', job: 'acme/shop' };
const ISSUER = 'jenkins.acme.example/oidc';

function templateOf(change: Partial<JenkinsTrustProps> = {}): Template {
  return templateWith(stack => new JenkinsTrust(stack, 'Trust', { ...JENKINS, ...NAMES, ...change }));
}

function trustOf(duty: string, template: Template = templateOf()): TrustPolicy {
  const [role] = Object.values(template.findResources('AWS::IAM::Role', { Properties: { RoleName: `shop-prod-jenkins-${duty}` } }));
  return (role as { Properties: { AssumeRolePolicyDocument: TrustPolicy } }).Properties.AssumeRolePolicyDocument;
}

const tokenFor = (duty: string): Token => ({ aud: `shop-prod-jenkins-${duty}`, sub: 'https://jenkins.acme.example/job/acme/job/shop/job/main/' });

/** Tokens that Jenkins signs for others, or for other jobs of the pipeline. */
const STRANGERS: [string, Partial<Token>][] = [
  ['another branch', { sub: 'https://jenkins.acme.example/job/acme/job/shop/job/feature/' }],
  ['a branch whose name begins like the delivered one', { sub: 'https://jenkins.acme.example/job/acme/job/shop/job/main-2/' }],
  ['a pull request, also one of a fork', { sub: 'https://jenkins.acme.example/job/acme/job/shop/job/PR-1/' }],
  ['a pipeline whose name begins like this one', { sub: 'https://jenkins.acme.example/job/acme/job/shop-tools/job/main/' }],
  ['a folder whose name begins like this one', { sub: 'https://jenkins.acme.example/job/acme-labs/job/shop/job/main/' }],
  ['the same pipeline at the top', { sub: 'https://jenkins.acme.example/job/shop/job/main/' }],
  ['a job of somebody below', { sub: 'https://jenkins.acme.example/job/mallory/job/acme/job/shop/job/main/' }],
  ['the pipeline itself, without a branch', { sub: 'https://jenkins.acme.example/job/acme/job/shop/' }],
  ['another Jenkins with the same keys', { sub: 'https://jenkins.acme.example:8443/job/acme/job/shop/job/main/' }],
  ['Jenkins itself, outside of builds', { sub: 'https://jenkins.acme.example/' }],
  ['the role of another environment', { aud: 'shop-dev-jenkins-deploy' }],
  ['the role of an environment whose name begins like this one', { aud: 'shop-prod-eu-jenkins-deploy' }],
  ['another system of the pipeline', { aud: 'bank-prod-jenkins-deploy' }],
  ['somebody else than AWS', { aud: 'https://jenkins.acme.example' }],
];

describe.each(DUTIES)('the role to %s', duty => {
  test('takes a token of the branch that was issued for it, and none for another role', () => {
    const trust = trustOf(duty);
    expect(takes(trust, tokenFor(duty), ISSUER)).toBe(true);
    expect(DUTIES.filter(other => takes(trust, tokenFor(other), ISSUER))).toEqual([duty]);
  });

  test.each(STRANGERS)('takes no token of %s', (_, change) => {
    expect(takes(trustOf(duty), { ...tokenFor(duty), ...change }, ISSUER)).toBe(false);
  });

  test('takes no token of another Jenkins', () => {
    expect(takes(trustOf(duty), tokenFor(duty), 'jenkins.example/oidc')).toBe(false);
  });
});

test('an issuer of one\'s own has tokens of its own, and the job of a branch with a slash has it encoded twice', () => {
  const template = templateOf({ issuer: 'https://tokens.acme.example/jenkins', branch: 'release/1' });
  template.hasResourceProperties('AWS::IAM::OIDCProvider', { Url: 'https://tokens.acme.example/jenkins' });
  const token = { aud: 'shop-prod-jenkins-read', sub: 'https://jenkins.acme.example/job/acme/job/shop/job/release%252F1/' };
  expect(takes(trustOf('read', template), token, 'tokens.acme.example/jenkins')).toBe(true);
  expect(takes(trustOf('read', template), token, ISSUER)).toBe(false);
});

test('the roles may do what those for jobs of GitHub may', () => {
  const policies = (template: Template) => Object.values(template.findResources('AWS::IAM::Policy')).map(policy => (policy as { Properties: { PolicyDocument: unknown } }).Properties.PolicyDocument);
  expect(policies(templateOf())).toEqual(policies(templateWith(stack => new GithubTrust(stack, 'Trust', { repository: 'acme/shop', ...NAMES }))));
});

test('a provider takes tokens for the roles of its account, and an account that knows Jenkins already gets no second one', () => {
  const audiences = ['dev', 'prod'].flatMap(name => DUTIES.map(duty => `shop-${name}-jenkins-${duty}`));
  templateOf({ accountEnvironmentNames: ['dev', 'prod'] }).hasResourceProperties('AWS::IAM::OIDCProvider', { Url: `https://${ISSUER}`, ClientIdList: audiences });
  const template = templateOf({ existingProvider: true });
  template.resourceCountIs('AWS::IAM::OIDCProvider', 0);
  template.allResourcesProperties('AWS::IAM::Role', {
    AssumeRolePolicyDocument: { Statement: [Match.objectLike({ Principal: { Federated: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::222222222222:oidc-provider/jenkins.acme.example/oidc']] } } })] },
  });
});

test('fails when the job is no name with folders, or the address has a port', () => {
  expect(() => templateOf({ job: '/shop/' })).toThrow('job: must be the name of a multibranch pipeline with its folders such as acme/credit-risk');
  expect(() => templateOf({ url: 'https://jenkins.acme.example:8443' })).toThrow('url: must be the address of Jenkins without a port');
});
