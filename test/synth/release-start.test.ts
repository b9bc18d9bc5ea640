import { Template } from 'aws-cdk-lib/assertions';
import { DeliveryDefinition, delivery, LockDefinition, MlopsStacks } from '../../lib';
import { CheckedApp } from '../../lib/testing';
import { pinned, bank } from '../delivery/situations';

const VERSION = 'arn:aws:sagemaker:eu-west-1:111111111111:model-package/bank-dev-risk/7';

interface Rule {
  readonly EventPattern: { readonly detail: Record<string, unknown> };
  readonly Targets: {
    readonly Arn: { readonly 'Fn::GetAtt': [string, string] };
    readonly DeadLetterConfig: unknown;
    readonly HttpParameters?: { readonly HeaderParameters?: Record<string, string>; readonly QueryStringParameters?: Record<string, string> };
    readonly InputTransformer?: { readonly InputPathsMap: Record<string, string>; readonly InputTemplate: string };
    readonly Input?: string;
  }[];
}

/** What Amazon EventBridge sends when a version is approved, and with what it signs in. */
function sent(by: Partial<DeliveryDefinition>, lock?: LockDefinition) {
  const app = new CheckedApp();
  const { environments } = new MlopsStacks(app, 'Bank', { definition: bank(by), lock });
  const stack = Object.values(environments.dev!.models).find(({ trainingStack }) => trainingStack)!.trainingStack!;
  const template = Template.fromStack(stack);
  const only = (type: string) => Object.values(template.findResources(type)).map(({ Properties }) => Properties as Record<string, unknown>);
  const [destination] = only('AWS::Events::ApiDestination');
  const rule = only('AWS::Events::Rule').map(properties => properties as unknown as Rule).find(({ Targets: [target] }) => target?.Arn['Fn::GetAtt'][0].includes('Destination'));
  const [target] = rule?.Targets ?? [];
  const { InputPathsMap: paths = {}, InputTemplate: body = target?.Input ?? 'null' } = target?.InputTransformer ?? {};
  return {
    app,
    rule,
    destination,
    connection: only('AWS::Events::Connection')[0],
    headers: target?.HttpParameters?.HeaderParameters,
    query: Object.fromEntries(Object.entries(target?.HttpParameters?.QueryStringParameters ?? {}).map(([name, value]) => [name, value.replace('$.detail.ModelPackageArn', VERSION)])),
    body: JSON.parse(Object.keys(paths).reduce((text, name) => text.replaceAll(`<${name}>`, JSON.stringify(VERSION)), body)) as unknown,
    paths: Object.values(paths),
  };
}

const token = 'releases#token';

describe('an approved version starts its release', () => {
  test('on GitHub, as a run of the workflow that is written for it', () => {
    const by: Partial<DeliveryDefinition> = { githubActions: { repository: 'acme@1/bank@2', branch: 'trunk', onApproval: { token } } };
    const { body, connection, destination, headers, paths } = sent(by);
    const released = new delivery.GithubActions({ definition: bank(by) }).files.map(({ path }) => path).find(path => path.endsWith('-release.yml'))!;
    expect(destination).toMatchObject({
      HttpMethod: 'POST',
      InvocationEndpoint: `https://api.github.com/repos/acme/bank/actions/workflows/${released.slice('.github/workflows/'.length)}/dispatches`,
    });
    expect(body).toEqual({ ref: 'trunk', inputs: { version: VERSION } });
    expect(paths).toEqual(['$.detail.ModelPackageArn']);
    expect(headers).toMatchObject({ Accept: 'application/vnd.github+json' });
    expect(connection).toMatchObject({
      AuthorizationType: 'API_KEY',
      AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: 'Authorization', ApiKeyValue: 'Bearer {{resolve:secretsmanager:releases:SecretString:token}}' } },
    });
  });

  test('on GitLab, as a pipeline with the inputs of the one that is written', () => {
    const { body, connection, destination } = sent({ gitlabCi: { project: 'acme/ml/bank', onApproval: { token: 'trigger' } } });
    expect(destination).toMatchObject({ InvocationEndpoint: 'https://gitlab.com/api/v4/projects/acme%2Fml%2Fbank/trigger/pipeline' });
    expect(body).toEqual({ ref: 'main', inputs: { release: 'risk', version: VERSION } });
    expect(connection).toMatchObject({
      AuthParameters: {
        InvocationHttpParameters: { BodyParameters: [{ Key: 'token', IsValueSecret: true, Value: '{{resolve:secretsmanager:trigger:SecretString}}' }] },
      },
    });
  });

  test('on Jenkins, as a build of the branch with its parameters', () => {
    const { connection, destination, query } = sent({
      jenkins: { url: 'https://jenkins.acme.example', job: 'ml/bank', onApproval: { user: 'aws-releases', token } },
    });
    expect(destination).toMatchObject({ InvocationEndpoint: 'https://jenkins.acme.example/job/ml/job/bank/job/main/buildWithParameters' });
    expect(query).toEqual({ RELEASED_MODEL: 'risk', RELEASED_VERSION: VERSION });
    expect(connection).toMatchObject({
      AuthorizationType: 'BASIC',
      AuthParameters: { BasicAuthParameters: { Username: 'aws-releases', Password: '{{resolve:secretsmanager:releases:SecretString:token}}' } },
    });
  });

  test('once for each approval, and is kept where nobody takes it', () => {
    const { rule, app } = sent({ gitlabCi: { project: 'acme/ml/bank', onApproval: { token } } });
    expect(rule!.EventPattern.detail).toMatchObject({ ModelApprovalStatus: ['Approved'], UpdatedModelPackageFields: ['ModelApprovalStatus', { exists: false }] });
    expect(rule!.Targets[0]!.DeadLetterConfig).toBeDefined();
    expect(app.findings().filter(finding => finding.includes('ReleaseStart'))).toEqual([]);
    expect(app.permissionFindings().filter(finding => finding.includes('ReleaseStart'))).toEqual([]);
  });
});

test.each<[string, Partial<DeliveryDefinition>, LockDefinition | undefined]>([
  ['nothing is said of approvals', { gitlabCi: { project: 'acme/ml/bank' } }, undefined],
  ['every environment is pinned', { gitlabCi: { project: 'acme/ml/bank', onApproval: { token } } }, pinned('dev', 'prod', 'spare')],
])('nobody is told when %s', (_, by, lock) => {
  expect(sent(by, lock)).toMatchObject({ rule: undefined, destination: undefined });
});
