import { Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { DUTIES, NAMES, stackWith } from './shop';
import { takes, Token, TrustPolicy } from './tokens';
import { AzureTrust, AzureTrustProps, GithubTrust } from '../../../lib';

const TENANT = '11111111-2222-3333-4444-555555555555';
const ORGANIZATION = '66666666-7777-8888-9999-000000000000';
/** What Microsoft Entra ID says of a service connection: tenant, Azure DevOps, organization, connection. */
const entraSubject = (connection: string, tenant = 'ERERESIiMzNERFVVVVVVVQ', organization = ORGANIZATION) => `/eid1/c/pub/t/${tenant}/a/rISbSSETf0KqFyZ8ppdXmA/sc/${organization}/${connection}`;

const ENTRA = { entra: { tenant: TENANT, subjects: Object.fromEntries(DUTIES.map(duty => [`shop-prod-azure-${duty}`, entraSubject(`0000-${duty}`)])) } };
const DEVOPS = { azureDevOps: { organizationId: ORGANIZATION } };

function stackOf(change: Partial<AzureTrustProps> = {}): Stack {
  return stackWith(stack => new AzureTrust(stack, 'Trust', { organization: 'acme', project: 'ml', issuer: ENTRA, ...NAMES, ...change }));
}

function trustOf(duty: string, template: Template): TrustPolicy {
  const [role] = Object.values(template.findResources('AWS::IAM::Role', { Properties: { RoleName: `shop-prod-azure-${duty}` } }));
  return (role as { Properties: { AssumeRolePolicyDocument: TrustPolicy } }).Properties.AssumeRolePolicyDocument;
}

const AUDIENCE = 'api://AzureADTokenExchange';

describe.each(DUTIES)('with Microsoft Entra ID, the role to %s', duty => {
  const issuer = `login.microsoftonline.com/${TENANT}/v2.0`;
  const token: Token = { aud: AUDIENCE, sub: entraSubject(`0000-${duty}`) };
  const trust = trustOf(duty, Template.fromStack(stackOf()));

  test('takes a token of its service connection, and none of another one', () => {
    expect(takes(trust, token, issuer)).toBe(true);
    expect(DUTIES.filter(other => takes(trust, { ...token, sub: entraSubject(`0000-${other}`) }, issuer))).toEqual([duty]);
  });

  test.each<[string, Partial<Token>]>([
    ['a service connection of another environment', { sub: entraSubject('1111-deploy') }],
    ['a service connection whose number begins like this one', { sub: entraSubject(`0000-${duty}-2`) }],
    ['a service connection that has taken over the name of this one', { sub: entraSubject(`shop-prod-azure-${duty}`) }],
    ['another organization', { sub: entraSubject(`0000-${duty}`, undefined, TENANT) }],
    ['another tenant', { sub: entraSubject(`0000-${duty}`, 'AAAAAAAAAAAAAAAAAAAAAA') }],
    ['Azure DevOps itself', { sub: `sc://acme/ml/shop-prod-azure-${duty}` }],
    ['somebody else than the exchange of tokens', { aud: '499b84ac-1321-427f-aa17-267ca6975798' }],
  ])('takes no token of %s', (_, change) => {
    expect(takes(trust, { ...token, ...change }, issuer)).toBe(false);
  });

  test('takes no token that another tenant or Azure DevOps has signed', () => {
    expect(takes(trust, token, `login.microsoftonline.com/${ORGANIZATION}/v2.0`)).toBe(false);
    expect(takes(trust, token, `vstoken.dev.azure.com/${ORGANIZATION}`)).toBe(false);
  });
});

describe.each(DUTIES)('with Azure DevOps, the role to %s', duty => {
  const issuer = `vstoken.dev.azure.com/${ORGANIZATION}`;
  const token: Token = { aud: AUDIENCE, sub: `sc://acme/ml/shop-prod-azure-${duty}` };
  const trust = trustOf(duty, Template.fromStack(stackOf({ issuer: DEVOPS })));

  test('takes a token of its service connection, and none of another one', () => {
    expect(takes(trust, token, issuer)).toBe(true);
    expect(DUTIES.filter(other => takes(trust, { ...token, sub: `sc://acme/ml/shop-prod-azure-${other}` }, issuer))).toEqual([duty]);
  });

  test.each<[string, Partial<Token>]>([
    ['another environment', { sub: `sc://acme/ml/shop-dev-azure-${duty}` }],
    ['another system of the project', { sub: `sc://acme/ml/bank-prod-azure-${duty}` }],
    ['another project', { sub: `sc://acme/web/shop-prod-azure-${duty}` }],
    ['a project whose name begins like this one', { sub: `sc://acme/ml-labs/shop-prod-azure-${duty}` }],
    ['another organization', { sub: `sc://mallory/ml/shop-prod-azure-${duty}` }],
    ['a pipeline without a service connection', { sub: 'p://acme/ml/shop-churn' }],
  ])('takes no token of %s', (_, change) => {
    expect(takes(trust, { ...token, ...change }, issuer)).toBe(false);
  });

  test('takes no token that another organization has signed', () => {
    expect(takes(trust, token, `vstoken.dev.azure.com/${TENANT}`)).toBe(false);
  });
});

test('the issuer that Microsoft retires is warned of, and the other one is not', () => {
  Annotations.fromStack(stackOf({ issuer: DEVOPS })).hasWarning('/Platform/Trust', Match.stringLikeRegexp('retires the tokens of Azure DevOps.*1 July 2027'));
  Annotations.fromStack(stackOf()).hasNoWarning('*', Match.anyValue());
});

test('the roles may do what those for jobs of GitHub may', () => {
  const policies = (stack: Stack) => Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy')).map(policy => (policy as { Properties: { PolicyDocument: unknown } }).Properties.PolicyDocument);
  expect(policies(stackOf())).toEqual(policies(stackWith(stack => new GithubTrust(stack, 'Trust', { repository: 'acme/shop', ...NAMES }))));
});

test('a provider takes tokens for the exchange alone, and an account that knows the issuer already gets no second one', () => {
  Template.fromStack(stackOf()).hasResourceProperties('AWS::IAM::OIDCProvider', { Url: `https://login.microsoftonline.com/${TENANT}/v2.0`, ClientIdList: [AUDIENCE] });
  Template.fromStack(stackOf({ existingProvider: true })).resourceCountIs('AWS::IAM::OIDCProvider', 0);
});

test('fails when the subject of a service connection is not known, or nobody signs', () => {
  const { 'shop-prod-azure-read': _, ...subjects } = ENTRA.entra.subjects;
  expect(() => stackOf({ issuer: { entra: { tenant: TENANT, subjects } } })).toThrow('issuer.entra: needs "subjects" of shop-prod-azure-read: the subjects of these service connections');
  expect(() => stackOf({ issuer: {} })).toThrow('issuer: takes exactly one of "entra", "azureDevOps", got none');
});
