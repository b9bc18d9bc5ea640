import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { LoopbackAws } from './loopback-aws';
import { AlarmEvent, Decision, handler } from '../../../../lib/aws/monitoring/handlers/retrain-on-drift';

const DAY = 86_400;
const START = Date.UTC(2026, 0, 1) / 1000;

let aws: LoopbackAws;

beforeAll(async () => {
  aws = await LoopbackAws.start();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: aws.url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    PIPELINE_NAME: 'default-risk',
    TABLE_NAME: 'History',
    COOL_DOWN_SECONDS: String(DAY),
    MAX_PER_MONTH: '3',
  });
  jest.spyOn(console, 'log').mockImplementation(() => undefined);
});
afterAll(() => aws.close());
beforeEach(() => aws.reset());

/** The event of an alarm that begins to ring so many days after the start. */
function drift(days: number, alarm: string = 'data-drift'): AlarmEvent {
  const timestamp = new Date((START + days * DAY) * 1000).toISOString().replace('Z', '+0000');
  return { resources: [`arn:aws:cloudwatch:eu-west-1:111111111111:alarm:${alarm}`], detail: { alarmName: alarm, state: { value: 'ALARM', timestamp } } };
}

async function decisions(...events: AlarmEvent[]): Promise<Decision[]> {
  const found: Decision[] = [];
  for (const event of events) found.push((await handler(event)).decision);
  return found;
}

describe('one retraining for each episode', () => {
  test('starts the pipeline and says which run it is', async () => {
    const { decision, execution } = await handler(drift(0));
    expect(decision).toBe('claim');
    expect(execution).toMatch(/execution\/run1$/);
    expect(aws.calls).toEqual(['GetItem', 'PutItem', 'StartPipelineExecution', 'GetItem', 'PutItem']);
  });

  test('does not start again when the same event is delivered twice', async () => {
    expect(await decisions(drift(0), drift(0), drift(0))).toEqual(['claim', 'already-started', 'already-started']);
    expect(aws.runs.size).toBe(1);
  });

  test('starts once when many copies of the event arrive at the same time', async () => {
    const results = await Promise.all(Array.from({ length: 5 }, () => handler(drift(0))));
    expect(aws.runs.size).toBe(1);
    expect(results.filter(({ decision }) => decision === 'claim')).toHaveLength(1);
  });

  test('starts once when two alarms begin to ring at the same moment', async () => {
    await Promise.all([handler(drift(0, 'data-drift')), handler(drift(0, 'quality'))]);
    expect(aws.runs.size).toBe(1);
  });

  test('does not start for an older episode that arrives after a newer one', async () => {
    expect(await decisions(drift(5), drift(2))).toEqual(['claim', 'outdated']);
    expect(aws.runs.size).toBe(1);
  });

  test('starts again for a new episode after the cool-down', async () => {
    expect(await decisions(drift(0), drift(1))).toEqual(['claim', 'claim']);
    expect(aws.runs.size).toBe(2);
  });
});

test('starts a pipeline of another account with the role that this account made for it', async () => {
  process.env.START_ROLE_ARN = 'arn:aws:iam::111111111111:role/default-risk-start';
  try {
    expect(await decisions(drift(0), drift(0))).toEqual(['claim', 'already-started']);
  } finally {
    delete process.env.START_ROLE_ARN;
  }
  expect(aws.calls.filter(operation => operation === 'AssumeRole')).toHaveLength(1);
  expect(aws.startedBy).toBe('key-of-default-risk-start');
  expect(aws.runs.size).toBe(1);
});

describe('faults', () => {
  test('goes on when the services throttle', async () => {
    aws.faults.push(
      { operation: 'GetItem', kind: 'throttled' }, { operation: 'PutItem', kind: 'throttled' },
      { operation: 'StartPipelineExecution', kind: 'throttled' }, { operation: 'StartPipelineExecution', kind: 'throttled' },
    );
    expect(await decisions(drift(0))).toEqual(['claim']);
    expect(aws.runs.size).toBe(1);
  });

  test('resumes an episode that was claimed but not started', async () => {
    aws.faults.push({ operation: 'StartPipelineExecution', kind: 'down' });
    await expect(handler(drift(0))).rejects.toThrow('not now');
    expect(aws.runs.size).toBe(0);
    expect(await decisions(drift(0), drift(0))).toEqual(['resume', 'already-started']);
    expect(aws.runs.size).toBe(1);
  });

  test('does not start a second run when it ended between the start and the mark', async () => {
    aws.faults.push({ operation: 'StartPipelineExecution', kind: 'answer-lost' });
    const first = await handler(drift(0));
    expect(first.execution).toMatch(/run1$/);
    expect(aws.calls.filter(call => call === 'StartPipelineExecution')).toHaveLength(2);
    expect(aws.runs.size).toBe(1);
  });

  test('marks a run that was started but not marked, with the same token', async () => {
    // The claim is written, the run is started, its answer comes at the second try, and the table refuses the mark.
    aws.faults.push({ operation: 'StartPipelineExecution', kind: 'answer-lost' }, { operation: 'PutItem', kind: 'down' });
    await expect(handler(drift(0))).rejects.toThrow('not now');
    expect(aws.runs.size).toBe(1);
    expect(await decisions(drift(0), drift(0))).toEqual(['resume', 'already-started']);
    expect(aws.runs.size).toBe(1);
  });

  test('does not lose a claim whose answer was lost', async () => {
    aws.faults.push({ operation: 'PutItem', kind: 'answer-lost' });
    const { execution } = await handler(drift(0));
    expect(execution).toMatch(/run1$/);
    expect(aws.runs.size).toBe(1);
  });

  test('fails when the alarm has no readable time', async () => {
    const event = { ...drift(0), detail: { alarmName: 'data-drift', state: { value: 'ALARM', timestamp: 'soon' } } };
    await expect(handler(event)).rejects.toThrow('the state of alarm data-drift has no readable timestamp: soon');
  });
});

describe('cool-down and budget', () => {
  test('does not start within the cool-down, not even for another alarm', async () => {
    expect(await decisions(drift(0), drift(0.5), drift(0.99, 'quality'))).toEqual(['claim', 'cooling-down', 'cooling-down']);
    expect(aws.runs.size).toBe(1);
  });

  test('starts no more often within 30 days than the budget allows', async () => {
    expect(await decisions(drift(0), drift(2), drift(4), drift(6), drift(29.9))).toEqual(['claim', 'claim', 'claim', 'over-budget', 'over-budget']);
    expect(aws.runs.size).toBe(3);
  });

  test('starts again when the first retraining is 30 days old', async () => {
    await decisions(drift(0), drift(2), drift(4));
    expect(await decisions(drift(30), drift(31))).toEqual(['claim', 'over-budget']);
  });

  test('counts a refused episode for nothing', async () => {
    await decisions(drift(0), drift(0.5));
    expect(await decisions(drift(1))).toEqual(['claim']);
  });
});

test('is bundled into less than 200 kB, with nothing but the SDK and Node outside', () => {
  const { outputFiles, metafile } = buildSync({
    entryPoints: [join(__dirname, '../../../../lib/aws/monitoring/handlers/retrain-on-drift.ts')],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    external: ['@aws-sdk/*'],
    outfile: 'index.js',
  });
  expect(outputFiles[0]!.contents.length).toBeLessThan(200_000);
  expect(Object.keys(metafile.inputs)).toHaveLength(1);
});
