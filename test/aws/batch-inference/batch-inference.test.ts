import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { BatchInference, BatchInferenceProps, MlPlatform } from '../../../lib/aws';
import { checkedApp, findings } from '../../quality/policy-checks';
import { Json, program } from '../monitoring/monitored-endpoint';

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

describe('checks of the runs', () => {
  const monitoring = { dataDrift: { baseline: 's3://models/churn/train/' }, predictionDrift: { baseline: 's3://models/churn/scored/', prediction: 'score' } };
  const watched = (props: Partial<BatchInferenceProps> = {}) => synthesised({ monitoring, monitorProgram: program, ...props });
  const branches = (template: Template) =>
    (definition(template).States.Watch!.Branches as { States: Record<string, Json> }[]).map(({ States }) => Object.values(States)[0]!);

  test('follow the transform job, each as a job of its own that is named after the same time', () => {
    const template = watched();
    const { Transform, Watch } = definition(template).States;
    expect(Transform!.Next).toBe('Watch');
    expect(Watch!.Type).toBe('Parallel');
    expect(Transform!.Assign).toEqual({
      run: expect.stringMatching(/^\{% \$replace\(/),
      scheduledTime: '{% $exists($states.input.scheduledTime) ? $states.input.scheduledTime : $states.context.Execution.StartTime %}',
      scored: expect.stringContaining('s3://predictions/churn/'),
    });
    const names = branches(template).map(({ Arguments }) => Arguments.ProcessingJobName);
    expect(names).toEqual(["{% 'churn-data-drift-' & $run %}", "{% 'churn-prediction-drift-' & $run %}"]);
  });

  test('are told what was scored, what came of it, and which form it has', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack', { env: { region: 'eu-west-1' } });
    new BatchInference(stack, 'Scoring', { ...PROPS, joinInput: true, contentType: 'application/jsonlines', monitoring, monitorProgram: program });
    const [, predictions] = branches(Template.fromStack(stack));
    expect(predictions!.Arguments.Environment).toMatchObject({
      MONITOR_CHECK: 'prediction-drift',
      MONITOR_ENDPOINT: 'churn',
      MONITOR_SCHEDULED_TIME: '{% $scheduledTime %}',
      MONITOR_INPUT: 's3://customers/active/',
      MONITOR_CAPTURE: '{% $scored %}',
      MONITOR_NAMESPACE: 'MLOps/churn',
    });
    const uri = predictions!.Arguments.ProcessingInputs[0].S3Input.S3Uri;
    const [, hash] = /([0-9a-f]{64})\.json/.exec(uri)!;
    expect(JSON.parse(readFileSync(join(app.outdir, `asset.${hash}.json`), 'utf8'))).toMatchObject({
      check: 'prediction-drift', prediction: 'score', contentType: 'application/jsonlines', joinInput: true, windowSeconds: 86_400,
    });
  });

  test('ring an alarm each, which the topic hears', () => {
    const stack = new Stack(new App(), 'Stack', { env: { region: 'eu-west-1' } });
    const platform = new MlPlatform(stack, 'Platform');
    const batch = new BatchInference(stack, 'Scoring', { ...PROPS, monitoring, monitorProgram: program, platform });
    const alarms = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm', { Properties: { MetricName: 'Violations' } }));
    expect(alarms.map(({ Properties }) => [Properties.Dimensions, Properties.AlarmActions.length])).toEqual(
      ['data-drift', 'prediction-drift'].map(check => [[{ Name: 'Check', Value: check }, { Name: 'Endpoint', Value: 'churn' }], 1]));
    expect(batch.monitorMetrics!.driftShare().namespace).toBe('MLOps/churn');
  });

  test('run under a role of their own, which the state machine may pass to SageMaker alone', () => {
    const template = watched();
    const text = JSON.stringify(template.findResources('AWS::IAM::Policy', { Properties: { Roles: [{ Ref: Match.stringLikeRegexp('ScoringRole') }] } }));
    expect(text).toContain('iam:PassRole');
    expect(text).toContain('StepFunctionsGetEventsForSageMakerProcessingJobsRule');
    expect(text).toContain(':processing-job/churn-data-drift-*');
    const jobs = JSON.stringify(template.findResources('AWS::IAM::Policy', { Properties: { Roles: [{ Ref: Match.stringLikeRegexp('ChecksRole') }] } }));
    for (const read of ['customers/active/*', 'predictions/churn/*', 'models/churn/train/*']) expect(jobs).toContain(read);
    expect(jobs).not.toContain('model.tar.gz');
  });

  test('without them nothing is assigned, and the transform job is the end', () => {
    const { Transform } = definition(synthesised()).States;
    expect(Transform).toMatchObject({ End: true });
    expect(Transform).not.toHaveProperty('Assign');
  });

  test.each([
    [{}, 'monitoring: checks nothing; give "dataDrift", "dataQuality", "predictionDrift", or remove it'],
    [{ dataDrift: {} }, 'monitoring.dataDrift.baseline: is missing'],
    [{ dataDrift: { baseline: 's3://a/b/', schedule: 'hourly' } }, 'monitoring.dataDrift.schedule: must not be given: the check follows each run of "batch"'],
    [{ dataDrift: { baseline: 's3://a/b/' }, compute: { count: 2 } }, 'monitoring.compute.count: must be 1, got 2'],
    [{ dataQuality: { baseline: 'datasets.train' } }, 'monitoring.dataQuality.baseline: there is no dataset "train"'],
  ])('fail when they are %j', (given, message) => {
    expect(() => watched({ monitoring: given })).toThrow(message);
  });

  test('find nothing that the policy packs would not let pass', () => {
    const app = checkedApp();
    const stack = new Stack(app, 'Stack', { env: { region: 'eu-west-1' } });
    const platform = new MlPlatform(stack, 'Platform', { namePrefix: 'churn' });
    new BatchInference(stack, 'Scoring', { ...PROPS, output: undefined, platform, monitoring });
    expect(findings(app).filter(finding => finding.includes('Scoring'))).toEqual([]);
  });
});

test('policy checks find nothing that is not acknowledged', () => {
  const app = checkedApp();
  const stack = new Stack(app, 'Stack', { env: { region: 'eu-west-1' } });
  const platform = new MlPlatform(stack, 'Platform', { namePrefix: 'churn' });
  new BatchInference(stack, 'Scoring', { ...PROPS, output: undefined, platform });
  expect(findings(app).filter(finding => finding.includes('Scoring'))).toEqual([]);
});
