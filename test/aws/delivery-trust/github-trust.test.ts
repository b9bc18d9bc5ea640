import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { takes, Token, TrustPolicy } from './tokens';
import { GithubTrust, GithubTrustProps } from '../../../lib';

const PROPS: GithubTrustProps = {
  repository: 'acme@123456/shop@456789',
  systemName: 'shop',
  environmentName: 'prod',
  environmentNames: ['dev', 'prod'],
  endpointNames: ['shop-prod-*', 'Own'],
  alarmNames: ['shop-prod-*'],
  pipelineNames: ['shop-prod-*'],
  modelPackageGroupNames: ['shop-prod-*', 'Own'],
};

function templateOf(change: Partial<GithubTrustProps> = {}): Template {
  const stack = new Stack(new App(), 'Platform', { env: { account: '222222222222', region: 'eu-west-1' } });
  new GithubTrust(stack, 'GithubTrust', { ...PROPS, ...change });
  return Template.fromStack(stack);
}

function trustOf(duty: string, template: Template = templateOf()): TrustPolicy {
  const [role] = Object.values(template.findResources('AWS::IAM::Role', { Properties: { RoleName: `shop-prod-github-${duty}` } }));
  return (role as { Properties: { AssumeRolePolicyDocument: TrustPolicy } }).Properties.AssumeRolePolicyDocument;
}

const DEPLOYMENT: Token = { aud: 'sts.amazonaws.com', sub: 'repo:acme@123456/shop@456789:environment:prod', ref: 'refs/heads/main' };
const BRANCH: Token = { ...DEPLOYMENT, sub: 'repo:acme@123456/shop@456789:ref:refs/heads/main' };

/** Tokens that GitHub signs for others, or for other runs of the repository. */
const STRANGERS: [string, Token][] = [
  ['another branch, whose workflow names the environment', { ...DEPLOYMENT, ref: 'refs/heads/feature' }],
  ['a branch whose name begins like the delivered one', { ...BRANCH, sub: `${BRANCH.sub}-2`, ref: 'refs/heads/main-2' }],
  ['a tag of the same name', { ...DEPLOYMENT, ref: 'refs/tags/main' }],
  ['a pull request', { ...DEPLOYMENT, sub: 'repo:acme@123456/shop@456789:pull_request', ref: 'refs/pull/7/merge' }],
  ['another environment', { ...DEPLOYMENT, sub: 'repo:acme@123456/shop@456789:environment:staging' }],
  ['an environment whose name begins like this one', { ...DEPLOYMENT, sub: `${DEPLOYMENT.sub}-eu` }],
  ['a fork', { ...DEPLOYMENT, sub: 'repo:mallory@666/shop@777:environment:prod' }],
  ['a repository whose name begins like this one', { ...DEPLOYMENT, sub: 'repo:acme@123456/shop-tools@999:environment:prod' }],
  ['an owner whose name begins like this one', { ...DEPLOYMENT, sub: 'repo:acme-labs@999/shop@456789:environment:prod' }],
  ['somebody who has taken over the names', { ...DEPLOYMENT, sub: 'repo:acme@999/shop@888:environment:prod' }],
  ['a token without numbers', { ...DEPLOYMENT, sub: 'repo:acme/shop:environment:prod' }],
  ['a token for somebody else than AWS', { ...DEPLOYMENT, aud: 'https://github.com/acme' }],
];

describe('the roles that change an environment', () => {
  test.each(['deploy', 'operate'])('take a token about the environment and the branch: %s', duty => {
    expect(takes(trustOf(duty), DEPLOYMENT)).toBe(true);
    expect(takes(trustOf(duty), BRANCH)).toBe(false);
    expect(takes(trustOf(duty), { ...DEPLOYMENT, sub: DEPLOYMENT.sub.replace('prod', 'dev') })).toBe(false);
  });

  test.each(STRANGERS)('take no token of %s', (_, token) => {
    expect(['deploy', 'operate'].filter(duty => takes(trustOf(duty), token))).toEqual([]);
  });
});

describe('the role that reads', () => {
  test('takes a token about the branch, or about any environment of the system', () => {
    const tokens = [BRANCH, DEPLOYMENT, { ...DEPLOYMENT, sub: DEPLOYMENT.sub.replace('prod', 'dev') }];
    expect(tokens.map(token => takes(trustOf('read'), token))).toEqual([true, true, true]);
  });

  test.each(STRANGERS)('takes no token of %s', (_, token) => {
    expect(takes(trustOf('read'), token)).toBe(false);
  });
});

test('a repository without numbers has tokens without them, and another branch its own', () => {
  const trust = trustOf('deploy', templateOf({ repository: 'acme/shop', branch: 'release/1' }));
  expect(takes(trust, { ...DEPLOYMENT, sub: 'repo:acme/shop:environment:prod', ref: 'refs/heads/release/1' })).toBe(true);
  expect(takes(trust, DEPLOYMENT)).toBe(false);
});

interface Policy { readonly Properties: { PolicyDocument: { Statement: { Action: string[] | string; Resource: unknown }[] } } }

describe('what the roles may do', () => {
  const allowed = (duty: string) => {
    const template = templateOf();
    const [id] = Object.keys(template.findResources('AWS::IAM::Role', { Properties: { RoleName: `shop-prod-github-${duty}` } }));
    const policies = Object.values(template.findResources('AWS::IAM::Policy', { Properties: { Roles: [{ Ref: id }] } })) as Policy[];
    const nameIn = (resource: unknown) => JSON.stringify(resource).replace(/.*?:222222222222:/, '').replace(/[\]"}]+$/, '');
    return policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
      .map(({ Action, Resource }) => `${[Action].flat().join()} ${[Resource].flat().map(nameIn).join()}`);
  };

  test('to deploy is to assume the roles of cdk bootstrap, and nothing else', () => {
    expect(allowed('deploy')).toEqual([
      'sts:AssumeRole ' + ['deploy', 'file-publishing', 'lookup'].map(kind => `role/cdk-hnb659fds-${kind}-role-222222222222-eu-west-1`).join(),
    ]);
  });

  test('to read is to look at templates, versions and the pipeline', () => {
    expect(allowed('read')).toEqual([
      'sts:AssumeRole role/cdk-hnb659fds-lookup-role-222222222222-eu-west-1',
      'sagemaker:ListModelPackages model-package-group/shop-prod-*,model-package-group/Own',
      'sagemaker:DescribeModelPackage model-package/shop-prod-*,model-package/own/*',
      'sagemaker:DescribePipeline pipeline/shop-prod-*',
    ]);
  });

  test('to operate is to ask endpoints and to start training', () => {
    expect(allowed('operate')).toEqual(expect.arrayContaining([
      'sagemaker:DescribeEndpoint,sagemaker:InvokeEndpoint endpoint/shop-prod-*,endpoint/own', 'sagemaker:StartPipelineExecution pipeline/shop-prod-*',
    ]));
  });
});

test('an account that knows GitHub already gets no second provider', () => {
  templateOf().hasResourceProperties('AWS::IAM::OIDCProvider', { Url: 'https://token.actions.githubusercontent.com', ClientIdList: ['sts.amazonaws.com'] });
  const template = templateOf({ existingProvider: true });
  template.resourceCountIs('AWS::IAM::OIDCProvider', 0);
  template.allResourcesProperties('AWS::IAM::Role', {
    AssumeRolePolicyDocument: { Statement: [Match.objectLike({ Principal: { Federated: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::222222222222:oidc-provider/token.actions.githubusercontent.com']] } } })] },
  });
});

test('fails when the repository is given by half', () => {
  expect(() => templateOf({ repository: 'acme@1/shop' })).toThrow('repository: must be owner and name such as acme/credit-risk');
});
