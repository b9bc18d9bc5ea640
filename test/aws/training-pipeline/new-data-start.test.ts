import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { DatasetStore, MlPlatform, TrainingPipeline } from '../../../lib/aws';
import { startTime } from '../../../lib/aws/training-pipeline/handlers/schedule-start';
import { NewDataDefinition } from '../../../lib/definition';
import { checkedApp, findings } from '../../quality/policy-checks';
import { Loopback, ServiceError } from '../foundation/handlers/loopback';

const HOUR = 3_600_000;

function synth(onNewData: NewDataDefinition, app: App = new App()) {
  const stack = new Stack(app, 'Train', { env: { account: '111111111111', region: 'eu-west-1' } });
  const platform = new MlPlatform(stack, 'Platform');
  const pipeline = new TrainingPipeline(stack, 'Training', {
    pipelineName: 'risk',
    platform,
    datasets: { rows: new DatasetStore(stack, 'Rows', { platform, notifies: true }) },
    steps: { train: { train: { image: '111111111111.dkr.ecr.eu-west-1.amazonaws.com/train:1', inputs: { train: 'datasets.rows' } } } },
    onNewData,
  });
  return { app, pipeline, stack, template: () => Template.fromStack(stack) };
}

const ROWS = { of: ['datasets.rows'] };
const bucket = { name: [{ Ref: Match.stringLikeRegexp('^RowsBucket') }] };

describe('data that arrives', () => {
  test.each([
    ['a dataset', ROWS, { bucket }],
    ['files of a dataset that end so', { ...ROWS, suffix: '.csv' }, { bucket, object: { key: [{ wildcard: '*.csv' }] } }],
    ['a place', { of: ['s3://acme/rows'] }, { bucket: { name: ['acme'] }, object: { key: [{ prefix: 'rows/' }] } }],
    ['a place with signs of patterns', { of: ['s3://acme/a*b/'], suffix: '\\x' }, { bucket: { name: ['acme'] }, object: { key: [{ wildcard: 'a\\*b/*\\\\x' }] } }],
    ['several', { of: ['datasets.rows', 's3://acme/'] }, { $or: [{ bucket }, { bucket: { name: ['acme'] } }] }],
  ])('is %s', (_, onNewData, detail) => {
    synth(onNewData).template().hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { 'source': ['aws.s3'], 'detail-type': ['Object Created'], detail },
      Targets: [Match.objectLike({ DeadLetterConfig: Match.anyValue() })],
    });
  });

  test('is told by the bucket itself, without a function that changes the bucket', () => {
    const template = synth(ROWS).template();
    template.hasResourceProperties('AWS::S3::Bucket', { NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } } });
    template.resourcePropertiesCountIs('AWS::S3::Bucket', { NotificationConfiguration: Match.anyValue() }, 1);
    template.resourceCountIs('Custom::S3BucketNotifications', 0);
  });

  test('is said to be missing where the bucket is not ours', () => {
    Annotations.fromStack(synth({ of: ['datasets.rows', 's3://acme/rows/'] }).stack)
      .hasInfo('*', Match.stringLikeRegexp('the bucket of s3://acme/rows/ has to tell Amazon EventBridge of new files, or none starts training'));
    Annotations.fromStack(synth(ROWS).stack).hasNoInfo('*', Match.anyValue());
  });

  test.each([
    [{ of: ['datasets.row'] }, 'onNewData.of[0]: there is no dataset "row"; did you mean "rows"?'],
    [{ of: ['gs://acme/rows/'] }, 'onNewData.of[0]: must be a place in Amazon S3'],
    [{ of: [] }, 'onNewData.of: must have at least 1'],
    [{ ...ROWS, collect: '90s' }, 'onNewData.collect: must be whole minutes from 1m to 30d, got "90s"'],
    [{ ...ROWS, collect: '31d' }, 'onNewData.collect: must be whole minutes from 1m to 30d, got "31d"'],
    [{ ...ROWS, collect: '0m' }, 'onNewData.collect: must be whole minutes from 1m to 30d, got "0m"'],
    [{ ...ROWS, suffix: '' }, 'onNewData.suffix: must be the end of a name such as .csv, got ""'],
  ])('fails for %j', (onNewData, message) => {
    expect(() => synth(onNewData)).toThrow(message);
  });

  test.each(['1m', '30d', '1h'])('is collected for %s', collect => {
    synth({ ...ROWS, collect }).template().resourceCountIs('AWS::Scheduler::ScheduleGroup', 1);
  });
});

describe('permissions', () => {
  const statements = (template: Template, id: RegExp) => Object.entries(template.findResources('AWS::IAM::Policy')).filter(([name]) => id.test(name))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement as { Action: string | string[]; Resource: unknown; Condition?: object }[]);

  test('the function makes schedules in one group, for one role, and starts nothing itself', () => {
    const found = statements(synth(ROWS).template(), /NewDataStartHandler/).filter(({ Action: action }) => !/^(logs|xray|sqs):/.test([action].flat()[0]!));
    expect(found.map(({ Action: action }) => action)).toEqual(['scheduler:CreateSchedule', 'iam:PassRole']);
    expect(JSON.stringify(found[0]!.Resource)).toMatch(/:scheduler:eu-west-1:111111111111:schedule\/Train-Training-NewDataStart-Starts-\w+\/\*/);
    expect(found[1]!.Condition).toEqual({ StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } });
  });

  test('schedules of the group start this pipeline and nothing else', () => {
    const template = synth(ROWS).template();
    expect(statements(template, /NewDataStartStartRole/).map(({ Action: action }) => [action].flat()).flat().sort())
      .toEqual(['sagemaker:StartPipelineExecution', 'sqs:GetQueueAttributes', 'sqs:GetQueueUrl', 'sqs:SendMessage']);
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [Match.objectLike({
          Principal: { Service: 'scheduler.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [Match.stringLikeRegexp('NewDataStartStarts'), 'Arn'] } } },
        })],
      },
    });
  });

  test('are found by no policy pack', () => {
    const { app } = synth(ROWS, checkedApp());
    expect(findings(app).filter(finding => finding.includes('NewDataStart'))).toEqual([]);
  });
});

test('an alarm tells of starts that were missed', () => {
  const { pipeline, stack, template } = synth(ROWS);
  template().hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmDescription: Match.stringLikeRegexp('could not be started on new data'),
    Dimensions: [{ Name: 'QueueName', Value: stack.resolve(pipeline.newDataDeadLetterQueue!.queueName) }],
    AlarmActions: [Match.anyValue()],
  });
});

describe('the time of a start', () => {
  const at = (time: string) => Date.parse(`2026-01-31T${time}Z`);

  test.each([
    ['the end of the time in which a file arrives', '10:05:00', '10:05:02', HOUR, '11:00:00'],
    ['after the last file of that time', '10:59:59', '11:00:01', HOUR, '12:00:00'],
    ['the end of that time, for a file at its very beginning', '11:00:00', '11:00:00', HOUR, '12:00:00'],
    ['the next one, for an event that is late', '08:10:00', '10:20:00', HOUR, '11:00:00'],
    ['never so soon that the schedule would be in the past', '10:58:30', '10:59:30', HOUR, '12:00:00'],
    ['the end of the day', '10:05:00', '10:05:02', 24 * HOUR, '24:00:00'],
  ])('is %s', (_, arrival, now, collect, expected) => {
    expect(new Date(startTime(at(arrival), at(now), collect)).toISOString()).toBe(new Date(at(expected)).toISOString());
  });
});

describe('the function', () => {
  let aws: Loopback;
  const environment = { ...process.env };
  let schedules: Map<string, { ScheduleExpression: string; Target: { Input: string } }>;

  beforeAll(async () => {
    aws = await Loopback.start();
    Object.assign(process.env, aws.environment, {
      TRAINING_PIPELINE: 'risk',
      COLLECT_SECONDS: '3600',
      SCHEDULE_GROUP: 'starts',
      START_TARGET: 'arn:aws:scheduler:::aws-sdk:sagemaker:startPipelineExecution',
      START_ROLE_ARN: 'arn:aws:iam::111111111111:role/start',
      DEAD_LETTER_QUEUE_ARN: 'arn:aws:sqs:eu-west-1:111111111111:dead',
    });
    jest.spyOn(console, 'log').mockImplementation();
  });
  beforeEach(() => {
    jest.useFakeTimers({ now: Date.parse('2026-01-31T10:20:00Z'), doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'clearTimeout'] });
    schedules = new Map();
    const create = (name: string) => (text: string) => {
      if (schedules.has(name)) throw new ServiceError('ConflictException', 'it is there', 409);
      schedules.set(name, JSON.parse(text));
      return { ScheduleArn: `arn:${name}` };
    };
    aws.serve(Object.fromEntries(['10', '11', '12'].map(hour => `start-20260131T${hour}0000Z`).map(name => [`POST /schedules/${name}`, create(name)])));
  });
  afterEach(() => jest.useRealTimers());
  afterAll(async () => {
    process.env = environment;
    await aws.stop();
  });

  /** A function of its own, which remembers nothing. */
  const fresh = (): (time: string) => Promise<unknown> => {
    let handler!: (event: object) => Promise<unknown>;
    jest.isolateModules(() => { ({ handler } = jest.requireActual('../../../lib/aws/training-pipeline/handlers/schedule-start')); });
    return time => handler({ time, detail: { bucket: { name: 'acme' }, object: { key: 'rows/1.csv' } } });
  };

  test('asks for one start of the pipeline, with a token that follows from its time', async () => {
    expect(await fresh()('2026-01-31T10:19:58Z')).toEqual({ schedule: 'start-20260131T110000Z' });
    const { Target: { Input: input, ...target }, ...schedule } = schedules.get('start-20260131T110000Z')!;
    expect({ ...schedule, ...target }).toMatchObject({
      GroupName: 'starts',
      ScheduleExpression: 'at(2026-01-31T11:00:00)',
      ScheduleExpressionTimezone: 'UTC',
      FlexibleTimeWindow: { Mode: 'OFF' },
      ActionAfterCompletion: 'DELETE',
      Arn: 'arn:aws:scheduler:::aws-sdk:sagemaker:startPipelineExecution',
      RoleArn: 'arn:aws:iam::111111111111:role/start',
      DeadLetterConfig: { Arn: 'arn:aws:sqs:eu-west-1:111111111111:dead' },
    });
    expect(JSON.parse(input)).toEqual({
      PipelineName: 'risk',
      ClientRequestToken: expect.stringMatching(/^[0-9a-f]{64}$/),
      PipelineExecutionDisplayName: 'new-data-20260131T110000',
      PipelineExecutionDescription: 'Started by data that arrived until 2026-01-31T11:00:00Z',
    });
  });

  test('makes one schedule for a crowd of files, whoever handles them, and however often', async () => {
    const [one, other] = [fresh(), fresh()];
    await Promise.all([one('2026-01-31T10:01:00Z'), other('2026-01-31T10:02:00Z'), one('2026-01-31T10:03:00Z')]);
    await other('2026-01-31T10:01:00Z');
    expect([...schedules.keys()]).toEqual(['start-20260131T110000Z']);
    const calls = aws.calls.length;
    await one('2026-01-31T10:04:00Z');
    expect(aws.calls).toHaveLength(calls);
  });

  test('makes a schedule for each time of collecting', async () => {
    const handle = fresh();
    await handle('2026-01-31T10:19:00Z');
    jest.setSystemTime(Date.parse('2026-01-31T11:20:00Z'));
    await handle('2026-01-31T11:19:00Z');
    expect([...schedules.values()].map(({ ScheduleExpression: text }) => text)).toEqual(['at(2026-01-31T11:00:00)', 'at(2026-01-31T12:00:00)']);
    expect(new Set([...schedules.values()].map(({ Target: { Input: input } }) => JSON.parse(input).ClientRequestToken)).size).toBe(2);
  });

  test('takes a time in the future for now: nobody writes files then', async () => {
    expect(await fresh()('2027-01-01T00:00:00Z')).toEqual({ schedule: 'start-20260131T110000Z' });
  });

  test('fails when a schedule could not be made, so that the event comes again', async () => {
    aws.serve({});
    const handle = fresh();
    await expect(handle('2026-01-31T10:19:00Z')).rejects.toThrow('nothing answers POST /schedules/start-20260131T110000Z');
    await expect(handle('2026-01-31T10:19:00Z')).rejects.toThrow('nothing answers');
  });

  test('fails for an event without a time', async () => {
    await expect(fresh()('yesterday')).rejects.toThrow('the event has no readable time: yesterday');
    expect(aws.calls).toEqual([]);
  });
});
