import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { TrainingPipeline } from '../../../lib/aws';
import { checkedApp, findings } from '../../quality/policy-checks';
import { Loopback } from '../foundation/handlers/loopback';

const TOKEN = 'a'.repeat(64);

function synth(app: App = new App(), ...roleNames: string[]) {
  const stack = new Stack(app, 'Train', { env: { account: '111111111111', region: 'eu-west-1' } });
  const pipeline = new TrainingPipeline(stack, 'Training', {
    pipelineName: 'risk', steps: { train: { train: { image: '111111111111.dkr.ecr.eu-west-1.amazonaws.com/train:1', inputs: { train: 's3://acme-data/train/' } } } },
  });
  pipeline.startableFrom(['222222222222'], roleNames.length > 0 ? roleNames : undefined);
  return { app, template: () => Template.fromStack(stack) };
}

const arn = (resource: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::222222222222:${resource}`]] });

test.each([
  [['bank-prod-risk-retrain', 'bank-stage-risk-retrain'], ['bank-prod-risk-retrain', 'bank-stage-risk-retrain']],
  [[], ['risk-retrain']],
])('trusts named roles of an account, not the account: %j', (given, names) => {
  const arns = names.map(name => arn(`role/${name}`));
  synth(undefined, ...given).template().hasResourceProperties('AWS::IAM::Role', {
    RoleName: 'risk-start',
    AssumeRolePolicyDocument: {
      Statement: [{
        Action: 'sts:AssumeRole',
        Effect: 'Allow',
        Principal: { AWS: arn('root') },
        Condition: { ArnEquals: { 'aws:PrincipalArn': arns } },
      }],
    },
  });
});

test('lets the role call one function and not start the pipeline itself, whose parameters it could choose', () => {
  const template = synth().template();
  const policies = Object.entries(template.findResources('AWS::IAM::Policy')).filter(([id]) => /RemoteStartRole/.test(id));
  expect(policies).toHaveLength(1);
  expect(policies[0]![1].Properties.PolicyDocument.Statement).toEqual([
    { Action: 'lambda:InvokeFunction', Effect: 'Allow', Resource: { 'Fn::GetAtt': [expect.stringContaining('RemoteStartHandler'), 'Arn'] } },
  ]);
  template.hasResourceProperties('AWS::Lambda::Function', { FunctionName: 'risk-start', Environment: { Variables: { TRAINING_PIPELINE: 'risk' } } });
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 'sagemaker:StartPipelineExecution' })]) },
  });
});

test('is found by no policy pack and no CloudFormation rule', () => {
  const { app } = synth(checkedApp());
  expect(findings(app).filter(finding => finding.includes('RemoteStart'))).toEqual([]);
});

describe('the function', () => {
  let aws: Loopback;
  const environment = { ...process.env };

  beforeAll(async () => {
    aws = await Loopback.start();
    Object.assign(process.env, aws.environment, { TRAINING_PIPELINE: 'risk' });
    jest.spyOn(console, 'log').mockImplementation();
  });
  beforeEach(() => aws.serve({ StartPipelineExecution: () => ({ PipelineExecutionArn: 'arn:run' }) }));
  afterAll(async () => {
    process.env = environment;
    await aws.stop();
  });

  const call = (event: unknown): Promise<unknown> => {
    let handler!: (event: unknown) => Promise<unknown>;
    jest.isolateModules(() => { ({ handler } = jest.requireActual('../../../lib/aws/training-pipeline/handlers/start-pipeline')); });
    return handler(event);
  };

  test('starts with the parameters of the definition, whatever the call says', async () => {
    const hostile = { token: TOKEN, reason: 'drift', PipelineName: 'other', PipelineParameters: [{ Name: 'minAuc', Value: '0' }], parameters: { minAuc: 0 } };
    expect(await call(hostile)).toEqual({ execution: 'arn:run' });
    expect(aws.inputs('StartPipelineExecution')).toEqual([{
      PipelineName: 'risk', ClientRequestToken: TOKEN, PipelineExecutionDisplayName: `drift-${'a'.repeat(12)}`, PipelineExecutionDescription: 'drift',
    }]);
  });

  test('keeps no more of the reason than SageMaker does', async () => {
    await call({ token: TOKEN, reason: 'r'.repeat(10_000) });
    await call({ token: TOKEN, reason: { PipelineParameters: [] } });
    expect(aws.inputs('StartPipelineExecution').map(({ PipelineExecutionDescription: text }) => text?.length)).toEqual([3072, undefined]);
  });

  test.each([[null], [{}], [{ token: 1 }], [{ token: 'short' }], [{ token: 'a'.repeat(129) }], [{ token: `${TOKEN}\n` }], [{ token: [TOKEN] }]])('starts nothing for %j', async event => {
    await expect(call(event)).rejects.toThrow('a start needs a token of 32 to 128 letters, digits and hyphens');
    expect(aws.calls).toEqual([]);
  });
});
