import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { TRAINED, TWO_ACCOUNTS, VERSION } from './bank';
import { AwsPlaceDefinition, MlopsDefinition, MlopsStacks, ModelDefinition } from '../../lib';
import { deliveredModels } from '../../lib/definition/delivery/delivered-model';
import { stateOf } from '../../lib/synth/aws/system-state';
import { stateProblems } from '../../lib/synth/system/state-check';

const ACCOUNT = '111111111111';
const KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/0f3c2b1a-1111-2222-3333-444455556666`;
const OTHER_KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/0f3c2b1a-1111-2222-3333-444455557777`;
const TOPIC = `arn:aws:sns:eu-west-1:${ACCOUNT}:alarms`;
const PARTS = { encryptionKey: KEY, artifactBucket: 'acme-models', dataBucket: 'acme-data', logBucket: 'acme-logs', alarmTopic: TOPIC };
const LIVE: ModelDefinition = {
  endpoint: {
    existing: {
      name: 'claims-live',
      variants: { blue: { type: 'ml.m5.xlarge' }, green: {} },
      capture: { destination: 's3://acme-captured/live', aws: { encryptionKey: OTHER_KEY } },
    },
  },
  monitoring: { dataDrift: { baseline: 's3://acme-data/baselines/claims.csv' } },
};

interface Given extends Partial<MlopsDefinition> {
  readonly aws?: Partial<AwsPlaceDefinition>;
}

function stacksOf({ aws, ...definition }: Given, lock?: object): MlopsStacks {
  return new MlopsStacks(new App(), 'Bank', {
    definition: { name: 'bank', environments: { prod: { aws: { region: 'eu-west-1', account: ACCOUNT, ...aws } } }, models: { live: LIVE }, ...definition },
    lock: lock && { version: 1, environments: {}, ...lock },
  });
}

const template = (stack: Stack | undefined) => Template.fromStack(stack!);
const types = (stack: Stack | undefined) =>
  Object.values(template(stack).toJSON().Resources as Record<string, { Type: string }>).map(({ Type }) => Type);
const statements = (stack: Stack | undefined) => JSON.stringify(template(stack).findResources('AWS::IAM::Policy'));

describe('an endpoint that is there already', () => {
  const { live } = stacksOf({}).environments.prod!.models;

  test('is watched, and nothing of it is made', () => {
    expect(live!.servingStack).toBeUndefined();
    expect(live!.endpoint).toBeUndefined();
    expect(live!.existingEndpoint!.endpointName).toBe('claims-live');
    expect(types(live!.monitoringStack).filter(type => type.startsWith('AWS::SageMaker::'))).toEqual([]);
    template(live!.monitoringStack).hasOutput('EndpointName', { Value: 'claims-live' });
  });

  test('has alarms for each variant, of the processors where the machines are known', () => {
    const alarms = Object.values(template(live!.monitoringStack).findResources('AWS::CloudWatch::Alarm')) as { Properties: { AlarmDescription: unknown } }[];
    const about = (text: string) => alarms.filter(({ Properties }) => JSON.stringify(Properties.AlarmDescription).includes(text)).length;
    expect(about('variant blue')).toBe(about('variant green') + 1);
    expect(about('variant green')).toBeGreaterThan(2);
  });

  test('leaves records that the checks may read and decrypt, wherever they are', () => {
    const policies = statements(live!.monitoringStack);
    expect(policies).toContain('acme-captured/live/*');
    expect(policies).toContain(OTHER_KEY);
    template(live!.monitoringStack).hasResourceProperties('AWS::Scheduler::Schedule', {
      Target: { Input: { 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp('"MONITOR_CAPTURE":"s3://acme-captured/live/"')])] } },
    });
  });

  test('can be that of one environment, where another makes its own', () => {
    const { environments } = stacksOf({
      environments: {
        dev: { aws: { region: 'eu-west-1', account: ACCOUNT } },
        prod: { aws: { region: 'eu-west-1', account: ACCOUNT }, models: { live: { endpoint: { existing: { name: 'claims-live' } } } } },
      },
      models: { live: { artifact: 's3://acme-models/live/7/model.tar.gz', framework: 'xgboost', endpoint: { compute: { serverless: {} } } } },
    });
    expect(types(environments.dev!.models.live!.servingStack)).toContain('AWS::SageMaker::Endpoint');
    expect(environments.prod!.models.live!.servingStack).toBeUndefined();
    expect(environments.prod!.models.live!.existingEndpoint!.endpointName).toBe('claims-live');
  });

  test('is watched by the outputs of its training once it is known which version answers', () => {
    const models = { risk: { ...TRAINED, endpoint: LIVE.endpoint, monitoring: { dataDrift: { baseline: 'train.model' } } } };
    const before = stacksOf({ models }).environments.prod!;
    expect(before.models.risk!.monitoringStack).toBeUndefined();
    Annotations.fromStack(before.platformStack).hasWarning('*', Match.stringLikeRegexp('risk has no version in prod.*its endpoint serves'));
    const modelPackage = VERSION.replace('bank-dev-risk', 'bank-prod-risk');
    const after = stacksOf({ models }, { environments: { prod: { risk: { aws: { modelPackage } } } } }).environments.prod!;
    expect(statements(after.models.risk!.monitoringStack)).toContain(modelPackage);
  });

  test('is not delivered', () => {
    const models = { live: LIVE, churn: { artifact: 's3://acme-models/churn/7/model.tar.gz', framework: 'xgboost' as const, endpoint: {} } };
    const delivery = { codePipeline: { source: { s3: { object: 's3://acme-sources/bank.zip' } } } };
    const { prod } = stacksOf({ models, delivery }).environments;
    expect(prod!.models.live!.deliveryStack).toBeUndefined();
    expect(prod!.models.churn!.deliveryStack).toBeDefined();
    expect(deliveredModels({ name: 'bank', environments: TWO_ACCOUNTS, models, delivery })).toEqual(['churn']);
  });
});

describe('an environment that has its parts already', () => {
  const { prod } = stacksOf({ aws: { existing: PARTS } }).environments;

  test('makes none of them', () => {
    expect(template(prod!.platformStack).toJSON().Resources ?? {}).toEqual({});
  });

  test('sends its alarms to the topic, and encrypts with the key', () => {
    template(prod!.models.live!.monitoringStack).allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: [TOPIC] });
    expect(statements(prod!.models.live!.monitoringStack)).toContain(KEY);
  });

  test('bounds every role of the system', () => {
    const boundary = `arn:aws:iam::${ACCOUNT}:policy/boundary`;
    const { environments } = stacksOf({ aws: { permissionsBoundary: boundary }, models: { risk: TRAINED, live: LIVE } });
    const { models } = environments.prod!;
    for (const stack of [models.risk!.trainingStack!, models.live!.monitoringStack!]) {
      template(stack).allResourcesProperties('AWS::IAM::Role', { PermissionsBoundary: boundary });
    }
  });

  test('takes its roles for jobs and containers, and each stack adds a policy of its own', () => {
    const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
    const roles = { training: role('train'), serving: role('serve'), monitoring: role('watch') };
    const churn: ModelDefinition = {
      artifact: 's3://acme-models/churn/7/model.tar.gz', framework: 'xgboost', endpoint: {}, batch: { input: 's3://acme-data/in/' },
    };
    const definitions = { risk: { ...TRAINED, endpoint: undefined }, churn, other: churn, live: LIVE };
    const { models } = stacksOf({ aws: { roles }, models: definitions }).environments.prod!;
    template(models.risk!.trainingStack).hasResourceProperties('AWS::SageMaker::Pipeline', { RoleArn: roles.training });
    template(models.churn!.servingStack).allResourcesProperties('AWS::SageMaker::Model', { ExecutionRoleArn: roles.serving });
    expect(statements(models.live!.monitoringStack)).toContain('"Roles":["watch"]');
    const policyNames = [models.churn, models.other].map(model => {
      const policies = Object.values(template(model!.servingStack).findResources('AWS::IAM::Policy')) as { Properties: { PolicyName: string; Roles: unknown[] } }[];
      return policies.find(({ Properties }) => Properties.Roles[0] === 'serve')!.Properties.PolicyName;
    });
    expect(new Set(policyNames).size).toBe(2);
  });

  test('reads a group of features where it is, and does not make it', () => {
    const features = { applicant: { recordId: 'id', eventTime: 'at', schema: { income: 'fractional' as const } } };
    const training = TRAINED.pipeline!.steps!;
    const { models, platformStack } = stacksOf({
      features,
      aws: { existing: { featureGroups: { applicant: { name: 'applicant-v3', offline: { location: 's3://acme-features/applicant/data' } } } } },
      models: {
        risk: { ...TRAINED, endpoint: undefined, pipeline: { steps: { ...training, train: { train: { ...training.train!.train!, inputs: { train: 'features.applicant' } } } } } },
      },
    }).environments.prod!;
    expect(types(platformStack)).not.toContain('AWS::SageMaker::FeatureGroup');
    expect(JSON.stringify(template(models.risk!.trainingStack).findResources('AWS::SageMaker::Pipeline'))).toContain('s3://acme-features/applicant/data/');
    expect(statements(models.risk!.trainingStack)).toContain('acme-features/applicant/data/*');
  });
});

describe('a registry that is there already', () => {
  const models = { risk: { ...TRAINED, endpoint: undefined, registry: { existing: { group: 'acme-risk' } } } };

  test('gets the versions of the pipeline, and is not made', () => {
    const { trainingStack } = stacksOf({ models }).environments.prod!.models.risk!;
    expect(types(trainingStack)).not.toContain('AWS::SageMaker::ModelPackageGroup');
    expect(JSON.stringify(template(trainingStack).findResources('AWS::SageMaker::Pipeline'))).toContain('acme-risk');
    template(trainingStack).hasOutput('ModelPackageGroupName', { Value: 'acme-risk' });
  });

  test('is asked to let the other accounts read, which nobody can do from here', () => {
    const { trainingStack } = stacksOf({ models, environments: TWO_ACCOUNTS }).environments.dev!.models.risk!;
    Annotations.fromStack(trainingStack!).hasWarning('*', Match.stringLikeRegexp('policy of the model package group acme-risk.*222222222222'));
  });
});

describe('what is recorded of an environment', () => {
  const system = (existing?: AwsPlaceDefinition['existing']): MlopsDefinition => ({
    name: 'bank', environments: { prod: { aws: { region: 'eu-west-1', existing } } }, models: { live: LIVE },
  });
  const complaints = (was: MlopsDefinition, now: MlopsDefinition) =>
    stateProblems({ version: 1, environments: {}, state: { prod: stateOf(was, 'prod') } }, now).definition.map(({ message }) => message);

  test('is what it has already, and a change of it would leave data behind', () => {
    expect(stateOf(system(PARTS), 'prod').aws!.existing).toEqual({
      encryptionKey: KEY, artifactBucket: 'acme-models', dataBucket: 'acme-data', logBucket: 'acme-logs',
    });
    expect(complaints(system(PARTS), system(PARTS))).toEqual([]);
    expect(complaints(system(PARTS), system({ ...PARTS, dataBucket: 'acme-new' }))).toEqual([
      'must stay "acme-data", got "acme-new": what the bucket holds would be left behind; '
      + 'to do it on purpose, remove "state.prod.aws.existing.dataBucket" from mlops.lock.json',
    ]);
    expect(complaints(system(), system({ encryptionKey: KEY }))).toEqual([expect.stringContaining('could not be read with another key')]);
  });

  test('is the group of its versions, whoever has made it, and no endpoint that others have made', () => {
    const models = (group: string) => ({ models: { risk: { ...TRAINED, endpoint: undefined, registry: { existing: { group } } }, live: LIVE } });
    expect(stateOf({ ...system(), ...models('acme-risk') }, 'prod').models).toEqual({ risk: { group: 'acme-risk' } });
    expect(complaints({ ...system(), ...models('acme-risk') }, { ...system(), ...models('other') }))
      .toEqual([expect.stringContaining('must stay "acme-risk", got "other"')]);
  });
});

describe('a chat channel', () => {
  test('shows the alarms of the topic, and nothing can be done from it', () => {
    const { platformStack } = stacksOf({ aws: { chat: { slack: { workspace: 'T0123ABCD', channel: 'C0123ABCD' } } } }).environments.prod!;
    template(platformStack).hasResourceProperties('AWS::Chatbot::SlackChannelConfiguration', {
      SlackWorkspaceId: 'T0123ABCD',
      SlackChannelId: 'C0123ABCD',
      SnsTopicArns: [{ Ref: Match.stringLikeRegexp('AlarmTopic') }],
      GuardrailPolicies: [{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/AWSDenyAll']] }],
    });
    const [roleId] = Object.keys(template(platformStack).findResources('AWS::IAM::Role', { Properties: { Description: Match.stringLikeRegexp('chat') } }));
    expect(statements(platformStack)).not.toContain(roleId);
  });

  test('of Microsoft Teams takes the alarms of a topic that is there already', () => {
    const teams = { tenant: '12345678-1234-1234-1234-123456789012', team: '22345678-1234-1234-1234-123456789012', channel: '19%3a01ab%40thread.tacv2' };
    const { platformStack } = stacksOf({ aws: { existing: { alarmTopic: TOPIC }, chat: { teams } } }).environments.prod!;
    template(platformStack).hasResourceProperties('AWS::Chatbot::MicrosoftTeamsChannelConfiguration', {
      TeamsTenantId: teams.tenant, TeamId: teams.team, TeamsChannelId: teams.channel, SnsTopicArns: [TOPIC],
    });
  });
});
