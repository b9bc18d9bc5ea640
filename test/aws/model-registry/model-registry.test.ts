import { App, Aws, Stack, Tags } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { acknowledge, acknowledgeWildcards } from '../../../lib/aws/foundation/acknowledgements';
import { MlPlatform } from '../../../lib/aws/ml-platform';
import { IModelRegistry, ModelRegistry, ModelRegistryProps } from '../../../lib/aws/model-registry';
import { checkedApp, findings } from '../../quality/policy-checks';

const GROUP = 'AWS::SageMaker::ModelPackageGroup';
const CONSUMER = { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::222222222222:root']] } };

function synth(props: ModelRegistryProps = {}, use: (registry: ModelRegistry, stack: Stack) => void = () => {}): Template {
  const stack = new Stack(new App(), 'Stack');
  use(new ModelRegistry(stack, 'Registry', { group: 'default-risk', ...props }), stack);
  return Template.fromStack(stack);
}

const role = (stack: Stack) => new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com') });
const statementsOf = (template: Template): { Action: string | string[]; Condition?: object }[] => Object.values(template.findResources('AWS::IAM::Policy'))
  .flatMap(policy => policy.Properties.PolicyDocument.Statement);
const actionsOf = (template: Template): string[] => statementsOf(template).flatMap(statement => statement.Action).sort();
const arn = (resource: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':sagemaker:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, `:${resource}`]] });

describe('the group', () => {
  test('is kept with all its versions, and has no approval in the template', () => {
    const template = synth({ description: 'Default risk' });
    template.hasResource(GROUP, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    template.hasResourceProperties(GROUP, {
      ModelPackageGroupName: 'default-risk', ModelPackageGroupDescription: 'Default risk', ModelPackageGroupPolicy: Match.absent(),
    });
    expect(JSON.stringify(template.toJSON())).not.toContain('ApprovalStatus');
    template.resourceCountIs('AWS::SageMaker::ModelPackage', 0);
  });

  test('waits for a person by default', () => {
    expect(new ModelRegistry(new Stack(), 'Registry').approval).toBe('manual');
    expect(new ModelRegistry(new Stack(), 'Registry', { approval: 'automatic' }).approval).toBe('automatic');
  });

  test('has a stable name without one', () => {
    expect(new ModelRegistry(new Stack(new App(), 'Stack'), 'Registry').modelPackageGroupName).toMatch(/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/);
  });

  test('takes tags of the app, which AWS changes in place', () => {
    synth({}, registry => Tags.of(registry).add('org', 'x')).hasResourceProperties(GROUP, { Tags: [{ Key: 'org', Value: 'x' }] });
  });

  test.each([
    ['description', { description: 'New' }, 'description: must stay "Old", got "New"'],
    ['group', { description: 'Old', group: 'other' }, 'group: must stay "default-risk", got "other"'],
  ])('fails when the %s is not the deployed one', (_, props, message) => {
    expect(() => synth({ ...props, deployed: { group: 'default-risk', description: 'Old' } })).toThrow(message);
  });

  test('takes its name in the words of the CDK, too', () => {
    expect(new ModelRegistry(new Stack(), 'Registry', { modelPackageGroupName: 'default-risk' }).modelPackageGroupName).toBe('default-risk');
  });

  test.each([
    [{ group: undefined, modelPackageGroupName: 'default_risk' }, 'modelPackageGroupName: must be letters, digits and hyphens, with a letter or digit at both ends'],
    [{ modelPackageGroupName: 'risk', group: 'risk' }, 'modelPackageGroupName: says the same as "group"; give one of them'],
    [{ group: undefined, modelPackageGroupName: 'risk', deployed: { group: 'default-risk' } }, 'group: must stay "default-risk", got "risk"'],
  ])('refuses %j', (props, message) => {
    expect(() => synth(props)).toThrow(message);
  });

  test('accepts a token for its name', () => {
    expect(() => synth({ group: Aws.STACK_NAME })).not.toThrow();
  });
});

describe('shareWith', () => {
  const share = (stack: Stack) => {
    const registry = new ModelRegistry(stack, 'Registry', {
      group: 'default-risk',
      artifactBucket: new s3.Bucket(stack, 'Models'),
      artifactPrefix: 'default-risk/',
      encryptionKey: new kms.Key(stack, 'Key'),
    });
    registry.shareWith(['222222222222'], { repositories: [new ecr.Repository(stack, 'Images')] });
    return Template.fromStack(stack);
  };

  test('names the group and its versions in the policy of the group, in the spelling of the service', () => {
    share(new Stack(new App(), 'Stack')).hasResourceProperties(GROUP, {
      ModelPackageGroupPolicy: {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Principal: CONSUMER, Action: ['sagemaker:DescribeModelPackageGroup', 'sagemaker:ListModelPackages'], Resource: arn('model-package-group/default-risk') },
          {
            Effect: 'Allow',
            Principal: CONSUMER,
            Action: ['sagemaker:DescribeModelPackage', 'sagemaker:ListModelPackages', 'sagemaker:CreateModel'],
            Resource: arn('model-package/default-risk/*'),
          },
        ],
      },
    });
  });

  test('allows files, key and images with it', () => {
    const template = share(new Stack(new App(), 'Stack'));
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Principal: CONSUMER, Action: ['s3:GetObject', 's3:GetObjectVersion'] })]) },
    });
    expect(JSON.stringify(template.findResources('AWS::S3::BucketPolicy'))).toContain('/default-risk/*');
    template.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: { Statement: Match.arrayWith([Match.objectLike({ Principal: CONSUMER, Action: ['kms:Decrypt', 'kms:DescribeKey'] })]) },
    });
    template.hasResourceProperties('AWS::ECR::Repository', {
      RepositoryPolicyText: { Statement: [Match.objectLike({ Principal: CONSUMER, Action: Match.arrayWith(['ecr:BatchGetImage']) })] },
    });
  });

  test('lets nobody register, approve or delete', () => {
    expect(JSON.stringify(share(new Stack(new App(), 'Stack')).findResources(GROUP))).not.toMatch(/UpdateModelPackage|CreateModelPackage|Delete/);
  });

  test('adds nothing to a platform that is shared as a whole', () => {
    const app = new App();
    const stack = new Stack(app, 'Platform');
    const platform = new MlPlatform(stack, 'Platform');
    platform.shareWith(['222222222222']);
    new ModelRegistry(new Stack(app, 'Model'), 'Registry', { platform, artifactPrefix: 'default-risk/' }).shareWith(['222222222222']);
    expect(JSON.stringify(Template.fromStack(stack).findResources('AWS::S3::BucketPolicy'))).not.toContain('default-risk');
  });

  test('fails when an account is not twelve digits', () => {
    expect(() => synth({}, registry => registry.shareWith(['2']))).toThrow('accounts[0]: must be an account id of twelve digits, got "2"');
  });
});

describe('onApproval', () => {
  const template = synth({}, (registry, stack) => {
    registry.onApproval('Deploy', new targets.SnsTopic(new MlPlatform(stack, 'Platform').alarmTopic));
  });
  const pattern = (changed: unknown[]) => ({
    EventPattern: {
      'source': ['aws.sagemaker'],
      'detail-type': ['SageMaker Model Package State Change'],
      'detail': { ModelPackageGroupName: ['default-risk'], ModelApprovalStatus: ['Approved'], UpdatedModelPackageFields: changed },
    },
  });

  test('fires when the approval is what has changed, not when an approved version is edited', () => {
    template.hasResourceProperties('AWS::Events::Rule', pattern(['ModelApprovalStatus']));
  });

  test('fires when a version is registered as approved', () => {
    template.hasResourceProperties('AWS::Events::Rule', pattern([{ exists: false }]));
    template.resourceCountIs('AWS::Events::Rule', 2);
  });
});

describe('grants', () => {
  test('read finds versions, and reads and decrypts their files', () => {
    const template = synth({}, (_, stack) => {
      const registry = new ModelRegistry(stack, 'Other', { artifactBucket: new s3.Bucket(stack, 'Models'), encryptionKey: new kms.Key(stack, 'Key') });
      registry.grants.read(role(stack));
    });
    expect(actionsOf(template)).toEqual([
      'kms:Decrypt', 's3:GetBucketLocation', 's3:GetObject', 's3:GetObjectVersion', 's3:ListBucket', 's3:ListBucketVersions',
      'sagemaker:DescribeModelPackage', 'sagemaker:DescribeModelPackageGroup', 'sagemaker:ListModelPackages',
    ]);
  });

  test('register cannot approve, and approve cannot register', () => {
    expect(actionsOf(synth({}, (registry, stack) => registry.grants.register(role(stack))))).toEqual([
      'sagemaker:CreateModelPackage', 'sagemaker:DescribeModelPackage', 'sagemaker:DescribeModelPackageGroup',
    ]);
    expect(actionsOf(synth({}, (registry, stack) => registry.grants.approve(role(stack))))).toEqual([
      'sagemaker:DescribeModelPackage', 'sagemaker:UpdateModelPackage',
    ]);
  });

  test.each([
    ['by default', {}, 'PendingManualApproval'],
    ['where a person approves', { approval: 'manual' as const }, 'PendingManualApproval'],
    ['where the gate is enough', { approval: 'automatic' as const }, undefined],
  ])('register only as what the registry says: %s', (_, props, status) => {
    const statements = statementsOf(synth(props, (registry, stack) => registry.grants.register(role(stack))));
    const create = statements.find(({ Action }) => Action === 'sagemaker:CreateModelPackage');
    expect(create?.Condition).toEqual(status && { StringEquals: { 'sagemaker:ModelApprovalStatus': status } });
  });

  test('of a group in another account name that account', () => {
    const template = synth({}, (_, stack) => {
      ModelRegistry.fromModelRegistryAttributes(stack, 'Central', {
        modelPackageGroupArn: 'arn:aws:sagemaker:eu-west-1:111111111111:model-package-group/default-risk',
        artifactBucket: s3.Bucket.fromBucketName(stack, 'Models', 'models'),
      }).grants.read(role(stack));
    });
    expect(JSON.stringify(template.findResources('AWS::IAM::Policy'))).toContain('"arn:aws:sagemaker:eu-west-1:111111111111:model-package/default-risk/*"');
  });

  test('of an imported name stay in the account', () => {
    const registry: IModelRegistry = ModelRegistry.fromModelPackageGroupName(new Stack(), 'Imported', 'default-risk');
    expect(registry.modelPackageGroupName).toBe('default-risk');
    expect(registry.approval).toBe('manual');
  });
});

test('passes every policy check', () => {
  const app = checkedApp();
  const stack = new Stack(app, 'Stack');
  const registry = new ModelRegistry(stack, 'Registry', { platform: new MlPlatform(stack, 'Platform'), description: 'Default risk' });
  const reader = role(stack);
  acknowledge(reader, 'inlinePolicy');
  acknowledgeWildcards(reader, 'objectKeys', 'modelVersions');
  registry.grants.read(reader);
  registry.grants.register(reader);
  registry.shareWith(['222222222222']);
  expect(findings(app)).toEqual([]);
});
