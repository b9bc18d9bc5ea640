import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { MlPipeline, MlPipelineProps } from '../../../lib/aws';
import { checkedApp, findings } from '../../quality/policy-checks';
import { ACCOUNT, CONNECTION, OTHER_ACCOUNT, stackIn } from '../delivery-pipeline/fixtures';

const definition = {
  pipeline: {
    steps: {
      train: { train: { script: 'src/train.py', framework: 'xgboost' as const, inputs: { train: 's3://applications/train/' } } },
      register: { register: { model: 'train.model' } },
    },
  },
  delivery: { codePipeline: { source: { github: { repository: 'acme/credit-risk', connection: CONNECTION } } } },
};

function loop(change: Partial<MlPipelineProps> = {}, app: App = new App()) {
  const [stack, dev, prod] = [stackIn(app, 'Loop'), stackIn(app, 'Dev'), stackIn(app, 'Prod', OTHER_ACCOUNT)];
  const pipeline = new MlPipeline(stack, 'Pipeline', {
    ...definition,
    pipelineName: 'credit-risk',
    sourceDirectory: join(__dirname, 'fixtures'),
    deployments: [
      { environmentName: 'dev', stacks: [dev], servingStack: dev, endpointName: 'credit-dev' },
      { environmentName: 'prod', stacks: [prod], servingStack: prod, endpointName: 'credit-prod', protected: true },
    ],
    ...change,
  });
  return { app, stack, pipeline, template: () => Template.fromStack(stack) };
}

test('is a training pipeline, a registry and a delivery that know each other', () => {
  const { pipeline, template } = loop();
  expect(pipeline.training.pipelineName).toBe('credit-risk');
  expect(pipeline.registry.modelPackageGroupName).toBe('credit-risk');
  template().hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: { TRAINING_PIPELINE: 'credit-risk' } } });
  template().hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: { TRAINING_PIPELINE: 'credit-risk', APPROVAL: 'manual' } } });
  template().hasResourceProperties('AWS::CodePipeline::Pipeline', { Name: 'credit-risk' });
  template().hasResourceProperties('AWS::CodePipeline::Pipeline', { Name: 'credit-risk-release' });
  template().resourceCountIs('AWS::KMS::Key', 1);
});

test('deploys its own stack before training, so that a change of the training takes effect', () => {
  loop().template().hasResourceProperties('AWS::CodePipeline::Pipeline', {
    Name: 'credit-risk',
    Stages: Match.arrayWith([Match.objectLike({ Name: 'Train', Actions: [Match.objectLike({ Name: 'Publish' }), Match.objectLike({ Name: 'Loop' }), Match.objectLike({ Name: 'StartTraining' })] })]),
  });
});

test('lets the accounts that serve the model read its versions', () => {
  const [group] = Object.values(loop().template().findResources('AWS::SageMaker::ModelPackageGroup'));
  expect(JSON.stringify(group!.Properties.ModelPackageGroupPolicy)).toContain(`:iam::${OTHER_ACCOUNT}:root`);
  expect(JSON.stringify(group!.Properties.ModelPackageGroupPolicy)).not.toContain(`:iam::${ACCOUNT}:root`);
});

test('adds the folders of the scripts to the paths of the definition', () => {
  loop({ delivery: { ...definition.delivery, paths: ['mlops.yaml'] } }).template().hasResourceProperties('AWS::CodePipeline::Pipeline', {
    Triggers: [Match.objectLike({ GitConfiguration: Match.objectLike({ Push: [Match.objectLike({ FilePaths: { Includes: ['mlops.yaml', 'src/**'] } })] }) })],
  });
});

test('works without a delivery', () => {
  const { pipeline, template } = loop({ delivery: undefined });
  expect(pipeline.delivery).toBeUndefined();
  template().resourceCountIs('AWS::CodePipeline::Pipeline', 0);
  template().resourceCountIs('AWS::SageMaker::Pipeline', 1);
});

test('is found by no policy pack and no CloudFormation rule', () => {
  const { app } = loop({}, checkedApp());
  expect(findings(app).filter(finding => finding.includes(' Loop/Pipeline'))).toEqual([]);
});

test('is the same in two synths', () => {
  expect(loop().template().toJSON()).toEqual(loop().template().toJSON());
});
