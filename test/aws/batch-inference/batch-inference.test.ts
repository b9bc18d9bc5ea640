import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { BatchInference, BatchInferenceProps, MlPlatform } from '../../../lib/aws';
import { checkedApp, findings } from '../../quality/policy-checks';

const MODEL = { artifact: 's3://models/churn/7/model.tar.gz', framework: 'xgboost' as const };
const PROPS: BatchInferenceProps = { model: MODEL, input: 's3://customers/active/', output: 's3://predictions/churn', schedule: 'daily', name: 'churn' };

function synthesised(props: Partial<BatchInferenceProps> = {}): Template {
  const stack = new Stack(new App(), 'Stack', { env: { region: 'eu-west-1' } });
  new BatchInference(stack, 'Scoring', { ...PROPS, ...props });
  return Template.fromStack(stack);
}

/** The state machine's definition, with references written as `<Id>`. */
function definition(template: Template): { States: Record<string, { [key: string]: unknown; Arguments: Record<string, unknown> }> } {
  const [machine] = Object.values(template.findResources('AWS::StepFunctions::StateMachine'));
  const text = machine!.Properties.DefinitionString['Fn::Join'][1].map((part: unknown) => typeof part === 'string' ? part : `<${JSON.stringify(part).replace(/"/g, '')}>`);
  return JSON.parse(text.join(''));
}

test('starts one transform job for each scheduled time, whose name comes from that time', () => {
  const template = synthesised();
  template.hasResourceProperties('AWS::Scheduler::Schedule', {
    ScheduleExpression: 'cron(10 0 * * ? *)',
    Target: { Input: Match.serializedJson({ scheduledTime: '<aws.scheduler.scheduled-time>' }), RetryPolicy: { MaximumRetryAttempts: 30 } },
  });
  const { Transform } = definition(template).States;
  expect(Transform!.Arguments.TransformJobName).toContain("'churn-' & $replace($exists($states.input.scheduledTime)");
});

test('a repeated start of the same time ends as succeeded and scores nothing twice', () => {
  const { Transform, AlreadyStarted } = definition(synthesised()).States;
  expect(Transform!.Catch).toEqual([{ ErrorEquals: ['SageMaker.ResourceInUseException'], Next: 'AlreadyStarted' }]);
  expect(AlreadyStarted!.Type).toBe('Succeed');
});

test('each run writes below a prefix of its own, encrypted', () => {
  const { Transform } = definition(synthesised()).States;
  const output = Transform!.Arguments.TransformOutput as Record<string, string>;
  expect(output.S3OutputPath).toMatch(/^\{% 's3:\/\/predictions\/churn\/' & \$replace/);
  expect(output.KmsKeyId).toContain('EncryptionKey');
  expect(Transform!.Arguments.TransformResources).toMatchObject({ InstanceType: 'ml.m5.xlarge', InstanceCount: 1, VolumeKmsKeyId: expect.anything() });
});

test('machines with local NVMe storage get no volume key', () => {
  const { Transform } = definition(synthesised({ compute: { type: 'ml.g5.xlarge' } })).States;
  expect(Transform!.Arguments.TransformResources).toEqual({ InstanceType: 'ml.g5.xlarge', InstanceCount: 1 });
});

test('whoever asks for an encrypted volume may let the service use the key, and nobody asks without need', () => {
  const granting = (template: Template) => Object.entries(template.findResources('AWS::IAM::Policy'))
    .filter(([, policy]) => JSON.stringify(policy).includes('kms:CreateGrant')).map(([id]) => id.replace(/DefaultPolicy.*/, ''));
  expect(granting(synthesised()).sort()).toEqual(['ScoringModelRole', 'ScoringRole']);
  expect(granting(synthesised({ compute: { type: 'ml.g5.xlarge' } }))).toEqual([]);
});

test('whole files are sent when they are not split', () => {
  const { Transform } = definition(synthesised({ splitBy: 'none', contentType: 'image/png' })).States;
  expect(Transform!.Arguments).toMatchObject({ BatchStrategy: 'SingleRecord', TransformInput: { ContentType: 'image/png', SplitType: 'None' } });
});

test('an alarm tells the topic about runs that fail', () => {
  const stack = new Stack(new App(), 'Stack', { env: { region: 'eu-west-1' } });
  const platform = new MlPlatform(stack, 'Platform');
  new BatchInference(stack, 'Scoring', { ...PROPS, platform });
  Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
    Metrics: Match.arrayWith([Match.objectLike({ Expression: 'failed + late' })]),
    AlarmActions: [{ Ref: Match.stringLikeRegexp('AlarmTopic') }],
  });
});

test('the state machine may only handle jobs of its own prefix', () => {
  synthesised().hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: Match.arrayWith([Match.objectLike({
        Action: Match.arrayWith(['sagemaker:CreateTransformJob']),
        Resource: { 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp(':transform-job/churn-\\*$')])] },
      })]),
    },
  });
});

test('what the state machine has written into its logs is read for the log groups of the account, and for nobody else', () => {
  const stack = new Stack(new App(), 'Stack', { env: { region: 'eu-west-1' } });
  const platform = new MlPlatform(stack, 'Platform');
  ['First', 'Second'].forEach(name => new BatchInference(stack, name, { ...PROPS, name, platform }));
  const template = Template.fromStack(stack);
  const [key] = Object.values(template.findResources('AWS::KMS::Key', { Properties: { Description: Match.stringLikeRegexp('Encrypts what') } }));
  const statements = (key!.Properties.KeyPolicy.Statement as object[]).filter(statement => JSON.stringify(statement).includes('delivery.logs'));
  expect(statements).toEqual([expect.objectContaining({
    Action: 'kms:Decrypt', Condition: { StringEquals: { 'kms:EncryptionContext:SourceArn': expect.anything() } },
  })]);
  template.allResourcesProperties('AWS::StepFunctions::StateMachine', { EncryptionConfiguration: { KmsKeyId: Match.anyValue() } });
});

test('runs by the clock of a time zone', () => {
  synthesised({ timeZone: 'America/New_York' }).hasResourceProperties('AWS::Scheduler::Schedule', {
    ScheduleExpression: 'cron(10 0 * * ? *)', ScheduleExpressionTimezone: 'America/New_York',
  });
});

test('without a schedule it runs only when somebody starts it', () => {
  synthesised({ schedule: undefined }).resourceCountIs('AWS::Scheduler::Schedule', 0);
});

test.each([
  [{ input: 'datasets.customers' }, 'input: there is no dataset "customers"; none is defined; give it in "datasets"'],
  [{ output: undefined }, 'output: must be given when there is no platform'],
  [{ model: { ...MODEL, artifact: 's3://models/churn/7/' } }, 'model.artifact: must be a .tar.gz for batch inference, got "s3://models/churn/7/"'],
  [{ joinInput: true, splitBy: 'none' as const }, 'joinInput: needs "splitBy: line"'],
  [{ compute: { volume: '50GiB' } }, 'compute.volume: must not be given, got "50GiB"'],
])('fails when %j', (props, message) => {
  expect(() => synthesised(props)).toThrow(message);
});

test('policy checks find nothing that is not acknowledged', () => {
  const app = checkedApp();
  const stack = new Stack(app, 'Stack', { env: { region: 'eu-west-1' } });
  const platform = new MlPlatform(stack, 'Platform', { namePrefix: 'churn' });
  new BatchInference(stack, 'Scoring', { ...PROPS, output: undefined, platform });
  expect(findings(app).filter(finding => finding.includes('Scoring'))).toEqual([]);
});
