import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { TRAINED, TWO_ACCOUNTS, VERSION } from './bank';
import { DeliveryDefinition, LockDefinition, MlopsDefinition, MlopsStacks, ModelDefinition } from '../../lib';

const ARTIFACT: ModelDefinition = { artifact: 's3://acme-models/churn/7/model.tar.gz', framework: 'xgboost', endpoint: {} };
const DELIVERY: DeliveryDefinition = { codePipeline: { source: { s3: { object: 's3://acme-source/risk.zip' } } } };

function system(
  definition: Partial<MlopsDefinition> = {}, lock?: LockDefinition, context: Record<string, string> = {}, directory?: string,
): MlopsStacks {
  const app = new App({ context });
  return new MlopsStacks(app, 'Bank', {
    definition: { name: 'bank', environments: { prod: { aws: { region: 'eu-west-1' } } }, models: { churn: ARTIFACT }, ...definition }, lock, directory,
  });
}

function stackNames(stacks: MlopsStacks): string[] {
  return stacks.node.findAll().filter(Stack.isStack).map(stack => stack.stackName).sort();
}

function templates(stacks: MlopsStacks): Record<string, unknown> {
  return Object.fromEntries(stacks.node.findAll().filter(Stack.isStack).map(stack => [stack.stackName, Template.fromStack(stack).toJSON()]));
}

test('a model that is only served has a serving and a monitoring stack on the platform', () => {
  expect(stackNames(system())).toEqual(['Bank-prod-churn-monitoring', 'Bank-prod-churn-serving', 'Bank-prod-platform']);
});

test('a trained model is trained once, served everywhere, and delivered from where it is trained', () => {
  expect(stackNames(system({ environments: TWO_ACCOUNTS, models: { risk: TRAINED }, delivery: DELIVERY }))).toEqual([
    'Bank-dev-platform', 'Bank-dev-risk-delivery', 'Bank-dev-risk-monitoring', 'Bank-dev-risk-serving', 'Bank-dev-risk-training',
    'Bank-prod-platform', 'Bank-prod-risk-monitoring', 'Bank-prod-risk-serving',
  ]);
});

test('what serves a trained model comes with its first version, where no delivery fills one in', () => {
  const systemOf = (lock?: LockDefinition) => system({ environments: TWO_ACCOUNTS, models: { risk: TRAINED } }, lock);
  const first = systemOf();
  expect(stackNames(first)).toEqual(['Bank-dev-platform', 'Bank-dev-risk-training', 'Bank-prod-platform']);
  Annotations.fromStack(first.environments.prod!.platformStack).hasWarning('*', Match.stringLikeRegexp(
    'risk has no version in prod, so its serving and monitoring stacks are left out.* at environments.prod.risk.aws.modelPackage',
  ));

  const pinned = systemOf({ version: 1, environments: { dev: { risk: { aws: { modelPackage: VERSION } } } } });
  expect(stackNames(pinned)).toEqual([
    'Bank-dev-platform', 'Bank-dev-risk-monitoring', 'Bank-dev-risk-serving', 'Bank-dev-risk-training', 'Bank-prod-platform',
  ]);
});

test('an app that has not said how stacks refer to each other is not asked to', () => {
  const stacks = system({ environments: TWO_ACCOUNTS });
  const messages = (stacks.node.root as App).synth().stacks.flatMap(stack => stack.messages.map(({ entry }) => JSON.stringify(entry)));
  expect(messages.filter(message => message.includes('defaultCrossStackReferences'))).toEqual([]);
  expect(JSON.stringify(templates(stacks))).toContain('Fn::ImportValue');
  expect(JSON.stringify(templates(system({}, undefined, { '@aws-cdk/core:defaultCrossStackReferences': 'weak' })))).toContain('Fn::GetStackOutput');
});

test('a dataset tells of new files where they start a training, whichever models are synthesised', () => {
  const watching: ModelDefinition = { ...TRAINED, pipeline: { ...TRAINED.pipeline, environment: 'dev', onNewData: { of: ['datasets.rows'] } } };
  const told = (context: Record<string, string>) => {
    const definition = { environments: TWO_ACCOUNTS, datasets: { rows: {}, other: {} }, models: { churn: ARTIFACT, risk: watching } };
    return Object.entries(templates(system(definition, undefined, context))).flatMap(([name, template]) =>
      Object.entries((template as { Resources: Record<string, { Properties?: Record<string, unknown> }> }).Resources)
        .filter(([, { Properties: properties = {} }]) => properties.NotificationConfiguration !== undefined).map(([id]) => `${name} ${id.slice(0, 12)}`));
  };
  expect(told({})).toEqual(['Bank-dev-platform Datasetsrows']);
  expect(told({ 'mlops-constructs:models': 'churn' })).toEqual(told({}));
});

test('after a deployment each stack shows where something is', () => {
  const shown = (region: string) => Object.values(templates(system({
    environments: { prod: { aws: { region } } }, models: { risk: { ...TRAINED, batch: { input: 's3://acme/customers/' } } }, delivery: DELIVERY,
  }))).flatMap(template => Object.entries((template as { Outputs?: Record<string, { Value: unknown }> }).Outputs ?? {}))
    .filter(([name]) => !name.startsWith('Export'));
  const names = ['BatchStateMachine', 'DashboardUrl', 'EndpointName', 'ModelPackageGroupName', 'TrainingPipelineName'];
  expect(shown('eu-west-1').map(([name]) => name).sort()).toEqual(names);
  const url = (region: string) => JSON.stringify(shown(region).find(([name]) => name === 'DashboardUrl')?.[1].Value);
  expect(url('eu-west-1')).toContain('https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#dashboards/dashboard/');
  expect(url('us-gov-west-1')).toContain('https://console.amazonaws-us-gov.com/cloudwatch/home?region=us-gov-west-1#');
  expect(url('cn-north-1')).toContain('https://console.amazonaws.cn/');
});

test('no stack grows with the number of models, and a new model changes no stack of another', () => {
  const one = templates(system());
  const three = templates(system({ models: { churn: ARTIFACT, risk: ARTIFACT, fraud: ARTIFACT } }));
  expect(three).toMatchObject(one);
});

test('a change of one model touches only its own stacks', () => {
  const before = templates(system({ models: { churn: ARTIFACT, risk: ARTIFACT } }));
  const after = templates(system({ models: { churn: ARTIFACT, risk: { ...ARTIFACT, endpoint: { compute: { instances: { type: 'ml.c6i.xlarge' } } } } } }));
  const changed = Object.keys(after).filter(name => JSON.stringify(after[name]) !== JSON.stringify(before[name]));
  expect(changed.sort()).toEqual(['Bank-prod-risk-monitoring', 'Bank-prod-risk-serving']);
});

test('context limits what is synthesised', () => {
  const models = { churn: ARTIFACT, risk: ARTIFACT, fraud: ARTIFACT };
  const names = stackNames(system({ models }, undefined, { 'mlops-constructs:models': 'risk, fraud' }));
  expect(names.filter(name => name.endsWith('serving'))).toEqual(['Bank-prod-fraud-serving', 'Bank-prod-risk-serving']);
  expect(() => system({ models }, undefined, { 'mlops-constructs:models': 'rsk' })).toThrow(/'mlops-constructs:models' names "rsk", which the definition does not have/);
});

test('without a pinned version each stack that needs it asks for it, and no stack hands it on', () => {
  const { environments } = system({ environments: TWO_ACCOUNTS, models: { risk: TRAINED }, delivery: DELIVERY });
  for (const environment of Object.values(environments)) {
    const template = Template.fromStack(environment.models.risk!.servingStack!);
    template.hasParameter('ModelPackageArn', { Type: 'String', AllowedPattern: Match.stringLikeRegexp('model-package/bank-dev-risk/') });
    expect(JSON.stringify(template.toJSON().Outputs ?? {})).not.toContain('ModelPackageArn');
  }
});

test('a pinned version is in the template', () => {
  const lock = { version: 1, environments: { prod: { risk: { aws: { modelPackage: VERSION } } } } };
  const { environments } = system({ environments: TWO_ACCOUNTS, models: { risk: TRAINED }, delivery: DELIVERY }, lock);
  const serving = Template.fromStack(environments.prod!.models.risk!.servingStack!);
  serving.hasResourceProperties('AWS::SageMaker::Model', { PrimaryContainer: { ModelPackageName: VERSION } });
  expect(serving.findParameters('ModelPackageArn')).toEqual({});
});

test('an account reads versions of the account that trains, through the one key with the known alias', () => {
  const { environments } = system({ environments: TWO_ACCOUNTS, models: { risk: TRAINED }, delivery: DELIVERY });
  const prod = Template.fromStack(environments.prod!.models.risk!.servingStack!);
  prod.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: Match.arrayWith([Match.objectLike({
        Action: 'kms:Decrypt',
        Condition: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': ['alias/bank-dev'] } },
      })]),
    },
  });
  expect(JSON.stringify(prod.toJSON())).toContain('bank-dev-artifacts-111111111111-eu-west-1');

  const dev = Template.fromStack(environments.dev!.platformStack);
  dev.hasResourceProperties('AWS::S3::BucketPolicy', {
    PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Principal: { AWS: { 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp('222222222222')])] } } })]) },
  });
});

test('a model reads the files of its own versions, and of no other model', () => {
  const { environments } = system({ environments: TWO_ACCOUNTS, models: { risk: TRAINED }, delivery: DELIVERY });
  for (const environment of Object.values(environments)) {
    const template = JSON.stringify(Template.fromStack(environment.models.risk!.servingStack!).findResources('AWS::IAM::Policy'));
    expect(template).toMatch(/\/pipelines\/bank-dev-risk\/\*/);
  }
});

test('a model of an SDK pipeline reads where its file says that it writes', () => {
  const directory = mkdtempSync(join(tmpdir(), 'sdk-'));
  writeFileSync(join(directory, 'pipeline.json'), JSON.stringify({
    Version: '2020-12-01',
    Steps: [{ Name: 'Train', Type: 'Training', Arguments: { OutputDataConfig: { S3OutputPath: 's3://acme-sagemaker/abalone' } } }],
  }));
  const { environments } = system({
    models: { abalone: { pipeline: { aws: { fromFile: 'pipeline.json' } }, framework: 'xgboost', endpoint: {} } },
    delivery: DELIVERY,
  }, undefined, {}, directory);
  const policies = JSON.stringify(Template.fromStack(environments.prod!.models.abalone!.servingStack!).findResources('AWS::IAM::Policy'));
  expect(policies).toContain(':s3:::acme-sagemaker/abalone/*');
});

test('a monitor of another account starts the pipeline through a role that may do nothing else', () => {
  const monitoring = { dataDrift: { baseline: 's3://acme-data/train/train.csv' }, onDrift: { retrain: {} } };
  const { environments } = system({ environments: TWO_ACCOUNTS, models: { risk: { ...TRAINED, monitoring } }, delivery: DELIVERY });
  Template.fromStack(environments.dev!.models.risk!.trainingStack!).hasResourceProperties('AWS::IAM::Role', {
    RoleName: 'bank-dev-risk-start',
    AssumeRolePolicyDocument: {
      Statement: [{
        Action: 'sts:AssumeRole',
        Principal: { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::222222222222:root']] } },
        Condition: { ArnEquals: { 'aws:PrincipalArn': [{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::222222222222:role/bank-prod-risk-retrain']] }] } },
      }],
    },
  });
  const prod = Template.fromStack(environments.prod!.models.risk!.monitoringStack!);
  const startRole = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::111111111111:role/bank-dev-risk-start']] };
  prod.hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: { PIPELINE_NAME: 'bank-dev-risk', START_ROLE_ARN: startRole, START_FUNCTION: 'bank-dev-risk-start' } } });
  prod.hasResourceProperties('AWS::IAM::Policy', { PolicyDocument: { Statement: Match.arrayWith([{ Action: 'sts:AssumeRole', Effect: 'Allow', Resource: startRole }]) } });
});

test('an environment that trains nothing shares nothing: neither bucket nor key trusts another account', () => {
  const { environments } = system({ environments: TWO_ACCOUNTS, models: { risk: TRAINED }, delivery: DELIVERY });
  const policies = (environment: string) => {
    const template = Template.fromStack(environments[environment]!.platformStack);
    return JSON.stringify([template.findResources('AWS::S3::BucketPolicy'), Object.values(template.findResources('AWS::KMS::Key')).map(({ Properties }) => Properties.KeyPolicy)]);
  };
  expect(policies('prod')).not.toContain('111111111111:root');
  expect(policies('dev')).toContain('222222222222:root');
});

test('an environment that trains shares the files of versions, and no others', () => {
  const { environments } = system({ environments: TWO_ACCOUNTS, models: { risk: TRAINED }, delivery: DELIVERY });
  const statements = Object.values(Template.fromStack(environments.dev!.platformStack).findResources('AWS::S3::BucketPolicy'))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement).filter((statement: object) => JSON.stringify(statement).includes('222222222222:root'));
  expect(statements.map(({ Action: action, Resource, Condition }) => [action, JSON.stringify(Resource).includes('/pipelines/*'), Condition])).toEqual([
    [['s3:GetObject', 's3:GetObjectVersion'], true, undefined],
    ['s3:ListBucket', false, { StringLike: { 's3:prefix': 'pipelines/*' } }],
    ['s3:GetBucketLocation', false, undefined],
  ]);
});

describe('the parameter of the version', () => {
  const parameterOf = (environments: MlopsDefinition['environments'], environment: string = 'prod') => {
    const stacks = system({ environments, models: { risk: TRAINED }, delivery: DELIVERY });
    const template = Template.fromStack(stacks.environments[environment]!.models.risk!.servingStack!);
    return { pattern: new RegExp(template.toJSON().Parameters.ModelPackageArn.AllowedPattern), template };
  };

  test.each([
    ['another account', VERSION.replace('111111111111', '999999999999')],
    ['another region', VERSION.replace('eu-west-1', 'us-east-1')],
    ['another group', VERSION.replace('bank-dev-risk', 'bank-dev-churn')],
    ['no version', VERSION.replace('/7', '/')],
  ])('refuses a version of %s', (_title, version) => {
    const { pattern } = parameterOf(TWO_ACCOUNTS);
    expect(pattern.test(VERSION)).toBe(true);
    expect(pattern.test(version)).toBe(false);
  });

  test('stands for a version of the own account, when the account is known only at deployment', () => {
    const { pattern, template } = parameterOf({ prod: { aws: { region: 'cn-north-1' } } });
    expect(pattern.test('arn:aws-cn:sagemaker:cn-north-1:999999999999:model-package/bank-prod-risk/7')).toBe(true);
    template.hasResourceProperties('AWS::SageMaker::Model', {
      Containers: Match.absent(),
      PrimaryContainer: {
        ModelPackageName: {
          'Fn::Join': ['', [
            'arn:', { Ref: 'AWS::Partition' }, ':sagemaker:cn-north-1:', { Ref: 'AWS::AccountId' }, ':model-package/bank-prod-risk/',
            { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'ModelPackageArn' }] }] },
          ]],
        },
      },
    });
  });
});

test('a protected environment cannot be deleted by accident', () => {
  const { environments } = system({ environments: TWO_ACCOUNTS });
  expect(environments.prod!.platformStack.terminationProtection).toBe(true);
  expect(environments.dev!.platformStack.terminationProtection).toBe(false);
});

test('every model has a name of its own in every environment', () => {
  const { environments } = system({ environments: TWO_ACCOUNTS });
  expect([environments.dev!, environments.prod!].map(({ models }) => models.churn!.endpoint!.endpointName)).toEqual(['bank-dev-churn', 'bank-prod-churn']);
});

test('an environment changes single keys of a model', () => {
  const { environments } = system({
    environments: { ...TWO_ACCOUNTS, dev: { ...TWO_ACCOUNTS.dev!, models: { churn: { endpoint: { compute: { instances: { type: 'ml.m6i.large' } } } } } } },
    models: { churn: { ...ARTIFACT, endpoint: { networkIsolation: false, compute: { instances: { type: 'ml.m5.xlarge' } } } } },
  });
  const type = (environment: string) => Object.values(
    Template.fromStack(environments[environment]!.models.churn!.servingStack!).findResources('AWS::SageMaker::EndpointConfig'),
  )[0]!.Properties.ProductionVariants[0].InstanceType;
  expect([type('dev'), type('prod')]).toEqual(['ml.m6i.large', 'ml.m5.xlarge']);
});

test('checks of the data make the endpoint record requests', () => {
  const monitoring = { dataDrift: { baseline: 's3://acme-data/train/train.csv' } };
  const { environments } = system({ models: { churn: { ...ARTIFACT, monitoring } } });
  Template.fromStack(environments.prod!.models.churn!.servingStack!).hasResourceProperties('AWS::SageMaker::EndpointConfig', {
    DataCaptureConfig: { EnableCapture: true, InitialSamplingPercentage: 100 },
  });
});

test('tags reach what can take them, and never a stack, which would hand them on', () => {
  const { environments } = system({ tags: { team: 'risk' }, features: { customer: { recordId: 'id', eventTime: 'at', schema: { age: 'integral' } } } });
  const { platformStack } = environments.prod!;
  const template = Template.fromStack(platformStack);
  template.hasResourceProperties('AWS::KMS::Key', { Tags: Match.arrayWith([{ Key: 'mlops:environment', Value: 'prod' }, { Key: 'team', Value: 'risk' }]) });
  expect(Object.values(template.findResources('AWS::SageMaker::FeatureGroup'))[0]!.Properties.Tags).toBeUndefined();
  expect(platformStack.tags.tagValues()).toEqual({});
});

test('features that are deployed stay as they are', () => {
  const features = { customer: { recordId: 'id', eventTime: 'at', schema: { age: 'integral' as const } } };
  const lock: LockDefinition = { version: 1, environments: {}, features: { prod: { customer: { ...features.customer, schema: { age: 'string' } } } } };
  expect(() => system({ features }, lock)).toThrow('features.customer.schema.age: must stay "string", got "integral"');
});

test('fails with everything that is wrong at once, also what only AWS asks', () => {
  expect(() => system({
    environments: { prod: { aws: { region: 'eu-west-1' }, models: { chrn: {} } } },
    models: {
      churn: { ...ARTIFACT, endpoint: { compute: { serverless: {} }, capture: {} } },
      risk: { ...ARTIFACT, endpoint: { compute: { instances: { count: 1 } }, rollout: { canary: { instances: 1 } } } },
    },
  })).toThrow(/(?=[\s\S]*environments\.prod\.models\.chrn: )(?=[\s\S]*models\.churn\.endpoint\.capture: )(?=[\s\S]*models\.risk\.endpoint\.rollout\.canary: )/);
});
