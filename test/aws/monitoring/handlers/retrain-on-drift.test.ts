import { AlarmEvent, Decision, handler } from '../../../../lib/aws/monitoring/handlers/retrain-on-drift';
import { faults, Loopback, Raw } from '../../foundation/handlers/loopback';
import { REMOTE_START, RetrainingAccount } from '../../foundation/handlers/retraining-account';

const DAY = 86_400;
const START = Date.UTC(2026, 0, 1) / 1000;

let aws: Loopback;
let account: RetrainingAccount;

beforeAll(async () => {
  aws = await Loopback.start();
  Object.assign(process.env, aws.environment, {
    PIPELINE_NAME: 'default-risk',
    TABLE_NAME: 'History',
    COOL_DOWN_SECONDS: String(DAY),
    MAX_PER_MONTH: '3',
  });
  jest.spyOn(console, 'log').mockImplementation(() => undefined);
});
afterAll(() => aws.stop());
beforeEach(() => {
  account = new RetrainingAccount();
  aws.serve(account.operations);
});

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
    expect(aws.calls.map(({ operation }) => operation)).toEqual(['GetItem', 'PutItem', 'StartPipelineExecution', 'GetItem', 'PutItem']);
  });

  test('does not start again when the same event is delivered twice', async () => {
    expect(await decisions(drift(0), drift(0), drift(0))).toEqual(['claim', 'already-started', 'already-started']);
    expect(account.runs.size).toBe(1);
  });

  test('starts once when many copies of the event arrive at the same time', async () => {
    const results = await Promise.all(Array.from({ length: 5 }, () => handler(drift(0))));
    expect(account.runs.size).toBe(1);
    expect(results.filter(({ decision }) => decision === 'claim')).toHaveLength(1);
  });

  test('starts once when two alarms begin to ring at the same moment', async () => {
    await Promise.all([handler(drift(0, 'data-drift')), handler(drift(0, 'quality'))]);
    expect(account.runs.size).toBe(1);
  });

  test('does not start for an older episode that arrives after a newer one', async () => {
    expect(await decisions(drift(5), drift(2))).toEqual(['claim', 'outdated']);
    expect(account.runs.size).toBe(1);
  });

  test('starts again for a new episode after the cool-down', async () => {
    expect(await decisions(drift(0), drift(1))).toEqual(['claim', 'claim']);
    expect(account.runs.size).toBe(2);
  });
});

test('starts a pipeline of another account with the role that this account made for it', async () => {
  Object.assign(process.env, { START_ROLE_ARN: 'arn:aws:iam::111111111111:role/default-risk-start', START_FUNCTION: 'default-risk-start' });
  try {
    expect(await decisions(drift(0), drift(0))).toEqual(['claim', 'already-started']);
    aws.disturbance = faults({ operation: REMOTE_START, fault: 'refused' });
    await expect(handler(drift(5))).rejects.toThrow();
    expect(await decisions(drift(5))).toEqual(['resume']);
  } finally {
    delete process.env.START_ROLE_ARN;
    delete process.env.START_FUNCTION;
  }
  expect(account.startedBy).toBe('key-of-default-risk-start');
  expect(aws.inputs('StartPipelineExecution')).toEqual([]);
  expect(account.runs.size).toBe(2);
});

test('says why the function of another account has not started its pipeline', async () => {
  Object.assign(process.env, { START_ROLE_ARN: 'arn:aws:iam::111111111111:role/default-risk-start', START_FUNCTION: 'default-risk-start' });
  aws.serve({ ...account.operations, [REMOTE_START]: () => new Raw('{"errorMessage":"no such pipeline"}', 'application/json', { 'x-amz-function-error': 'Unhandled' }) });
  try {
    await expect(handler(drift(0))).rejects.toThrow('the pipeline was not started: {"errorMessage":"no such pipeline"}');
  } finally {
    delete process.env.START_ROLE_ARN;
    delete process.env.START_FUNCTION;
  }
});

describe('faults', () => {
  test('goes on when the services throttle', async () => {
    aws.disturbance = faults(
      { operation: 'GetItem', fault: 'throttled' }, { operation: 'PutItem', fault: 'throttled' },
      { operation: 'StartPipelineExecution', fault: 'throttled' }, { operation: 'StartPipelineExecution', fault: 'throttled' },
    );
    expect(await decisions(drift(0))).toEqual(['claim']);
    expect(account.runs.size).toBe(1);
  });

  test('resumes an episode that was claimed but not started', async () => {
    aws.disturbance = faults({ operation: 'StartPipelineExecution', fault: 'refused' });
    await expect(handler(drift(0))).rejects.toThrow('not now');
    expect(account.runs.size).toBe(0);
    expect(await decisions(drift(0), drift(0))).toEqual(['resume', 'already-started']);
    expect(account.runs.size).toBe(1);
  });

  test('does not start a second run when it ended between the start and the mark', async () => {
    aws.disturbance = faults({ operation: 'StartPipelineExecution', fault: 'answer-lost' });
    const first = await handler(drift(0));
    expect(first.execution).toMatch(/run1$/);
    expect(aws.inputs('StartPipelineExecution')).toHaveLength(2);
    expect(account.runs.size).toBe(1);
  });

  test('marks a run that was started but not marked, with the same token', async () => {
    // The claim is written, the run is started, its answer comes at the second try, and the table refuses the mark.
    aws.disturbance = faults({ operation: 'StartPipelineExecution', fault: 'answer-lost' }, { operation: 'PutItem', fault: 'refused' });
    await expect(handler(drift(0))).rejects.toThrow('not now');
    expect(account.runs.size).toBe(1);
    expect(await decisions(drift(0), drift(0))).toEqual(['resume', 'already-started']);
    expect(account.runs.size).toBe(1);
  });

  test('does not lose a claim whose answer was lost', async () => {
    aws.disturbance = faults({ operation: 'PutItem', fault: 'answer-lost' });
    const { execution } = await handler(drift(0));
    expect(execution).toMatch(/run1$/);
    expect(account.runs.size).toBe(1);
  });

  test('fails when the alarm has no readable time', async () => {
    const event = { ...drift(0), detail: { alarmName: 'data-drift', state: { value: 'ALARM', timestamp: 'soon' } } };
    await expect(handler(event)).rejects.toThrow('the state of alarm data-drift has no readable timestamp: soon');
  });
});

describe('cool-down and budget', () => {
  test('does not start within the cool-down, not even for another alarm', async () => {
    expect(await decisions(drift(0), drift(0.5), drift(0.99, 'quality'))).toEqual(['claim', 'cooling-down', 'cooling-down']);
    expect(account.runs.size).toBe(1);
  });

  test('starts no more often within 30 days than the budget allows', async () => {
    expect(await decisions(drift(0), drift(2), drift(4), drift(6), drift(29.9))).toEqual(['claim', 'claim', 'claim', 'over-budget', 'over-budget']);
    expect(account.runs.size).toBe(3);
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

describe('hostile times and states', () => {
  const at = (timestamp: unknown, value: string = 'ALARM') => {
    const event = drift(0);
    return { ...event, detail: { ...event.detail, state: { value, timestamp: timestamp as string } } };
  };

  test.each(['2999-01-01T00:00:00.000+0000', '+275760-09-13T00:00:00.000Z', '', '5', 'tomorrow', undefined, null, 1e300, {}])(
    'the time %p starts nothing, and silences no later alarm', async timestamp => {
      await expect(handler(at(timestamp))).rejects.toThrow(/timestamp/);
      expect(await decisions(drift(1))).toEqual(['claim']);
      expect(account.runs.size).toBe(1);
    });

  test.each(['OK', 'INSUFFICIENT_DATA', 'alarm', 'NEW_STATE', ''])('the state %p starts nothing, and silences no later alarm', async value => {
    expect(await decisions(at('2026-01-01T00:00:00.000+0000', value), drift(1))).toEqual(['not-ringing', 'claim']);
  });

  test('a time of long ago is outdated when it comes after a later one', async () => {
    expect(await decisions(drift(10), at('1970-01-01T00:00:00.000+0000'), drift(12))).toEqual(['claim', 'outdated', 'claim']);
  });
});
