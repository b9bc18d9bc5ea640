/**
 * Every handler, as it is bundled, under everything that AWS promises to do to it: events that come more than once and in any
 * order, services that throttle, functions that end between any two calls, sessions that expire. The table at the end counts.
 */
import { join } from 'node:path';
import { job, JobAccount } from './job-account';
import { Loopback, Operation, Raw } from './loopback';
import { ReleaseAccount } from './release-account';
import { RetrainingAccount } from './retraining-account';
import { ScalingAccount } from './scaling-account';
import { plan, resourceEvent, variant } from './scaling-events';
import { Campaign, Count, Step, Story } from './story';

const VERSION = (n: number) => `arn:aws:sagemaker:eu-west-1:111111111111:model-package/credit/${n}`;
const AWS = join(__dirname, '../../../../lib/aws');
/** AWS Lambda calls a function that has failed twice more. */
const ASYNCHRONOUS = 3;
/** What the queue of approvals is set to. */
const QUEUE = 5;

/** Clients wait longer after each refusal; here a second of it takes 20 ms. Their time limits, of three seconds and more, stay. */
const wait = setTimeout;
const hasten = ((work: (...given: unknown[]) => void, delay = 0, ...rest: unknown[]) =>
  wait(work, delay < 3000 ? delay / 50 : delay, ...rest)) as unknown as typeof setTimeout;

let aws: Loopback;
const table: string[] = [];

beforeAll(async () => {
  aws = await Loopback.start();
  Object.assign(process.env, aws.environment, {
    TRAINING_PIPELINE: 'credit-train',
    RELEASE_PIPELINE: 'credit-release',
    MODEL_PACKAGE_GROUP_ARN: 'arn:aws:sagemaker:eu-west-1:111111111111:model-package-group/credit',
    LEDGER_TABLE: 'ledger',
    PIPELINE_NAME: 'credit-train',
    TABLE_NAME: 'history',
    COOL_DOWN_SECONDS: '86400',
    MAX_PER_MONTH: '10',
    REQUEST: JSON.stringify({ body: '1', contentType: 'text/csv', requests: 1, maxLatencyMs: 5000, medianLatencyMs: 5000, answer: { schema: { type: 'array' } } }),
  });
  for (const stream of ['log', 'error'] as const) jest.spyOn(console, stream).mockImplementation();
  global.setTimeout = hasten;
});

afterAll(async () => {
  global.setTimeout = wait;
  await aws.stop();
  process.stdout.write(`\n${'handler'.padEnd(17)}  ${'fault'.padEnd(16)}  stories  deliveries  calls  outcomes  doubled  lost\n${table.join('\n')}\n`);
});

type Handler = (event: object) => Promise<{ readonly batchItemFailures?: readonly object[] } | undefined>;

function bundled(capability: string, name: string): Handler {
  return jest.requireActual<{ handler: Handler }>(join(AWS, capability, 'handlers', name, 'index.js')).handler;
}

/** Two jobs of AWS CodePipeline; each ends with one report of success. */
function jobs(name: string, more: Record<string, Operation>, parameters: (number: number) => object, starts: boolean): Story {
  const account = new JobAccount();
  const handler = bundled('delivery-pipeline', name);
  const ids = ['1', '2'];
  const reported = () => ids.filter(id => account.reports.get(id)?.succeeded);
  return {
    operations: { ...account.operations, ...more },
    attempts: ASYNCHRONOUS,
    steps: ids.map(id => ({ event: job(parameters(Number(id)), undefined, id) })),
    invoke: async event => { await handler(event); return true; },
    outcome: () => starts ? [...account.runs.values()] : reported(),
    missing: () => [
      ...ids.filter(id => !reported().includes(id)).map(id => `no success was reported for job ${id}`),
      ...starts && account.runs.size !== ids.length ? [`${account.runs.size} runs instead of ${ids.length}`] : [],
    ],
  };
}

/** A registry in which a person has approved a version. */
function registry(version: string): Record<string, Operation> {
  const account = new ReleaseAccount();
  account.approve(version);
  const { ListModelPackages, DescribeModelPackage, DescribePipeline } = account.operations;
  return { ListModelPackages: ListModelPackages!, DescribeModelPackage: DescribeModelPackage!, DescribePipeline: DescribePipeline! };
}

/** Three versions, each approved before its event is sent. */
function approvals(): Story {
  const account = new ReleaseAccount();
  const handler = bundled('delivery-pipeline', 'approval-received');
  const versions = [1, 2, 3].map(VERSION);
  return {
    operations: account.operations,
    attempts: QUEUE,
    steps: versions.map(version => ({
      prior: () => account.approve(version),
      event: { Records: [{ messageId: version, body: JSON.stringify({ detail: { ModelPackageArn: version, ModelApprovalStatus: 'Approved' } }) }] },
    })),
    invoke: async event => (await handler(event))!.batchItemFailures!.length === 0,
    outcome: () => account.released,
    // A version is only left out for a newer one, and the newest is what serves in the end.
    missing: () => account.released[account.released.length - 1] === versions[2] ? [] : ['the newest version is not released last'],
  };
}

/** Three passages of an alarm into ALARM, two days apart. */
function episodes(): Story {
  const account = new RetrainingAccount();
  const handler = bundled('monitoring', 'retrain-on-drift');
  return {
    operations: account.operations,
    attempts: ASYNCHRONOUS,
    steps: [1, 3, 5].map(day => ({
      event: { resources: ['arn:aws:cloudwatch:eu-west-1:111111111111:alarm:drift'], detail: { alarmName: 'drift', state: { value: 'ALARM', timestamp: `2026-01-0${day}T00:00:00.000+0000` } } },
    })),
    invoke: async event => { await handler(event); return true; },
    outcome: () => account.startedFor,
    // An episode is only left out for a newer one, whose retraining sees its data, too.
    missing: () => [
      ...account.startedFor.some(episode => episode.includes('2026-01-05')) ? [] : ['the newest episode has no retraining'],
      ...account.episodes.filter(({ execution }) => execution === undefined).map(({ id }) => `${id} was claimed and not started`),
    ],
  };
}

/** CloudFormation changes the machines of an endpoint that scales; the rule looks now and then. */
function scaling(): Story {
  const [m5, c5] = ['ml.m5.large', 'ml.c5.large'].map(type => plan(variant('blue', type))) as [ReturnType<typeof plan>, ReturnType<typeof plan>];
  const account = new ScalingAccount('risk', { blue: 'ml.m5.large' });
  const handler = bundled('model-endpoint', 'detach-scaling');
  const refusals: string[] = [];
  const update = () => { if (!account.update({ blue: 'ml.c5.large' })) refusals.push('SageMaker has refused the update'); };
  const create: Step = { event: resourceEvent(aws, 'After', 'Create', m5), inOrder: true };
  const before: Step = { event: resourceEvent(aws, 'Before', 'Update', c5, m5), inOrder: true };
  const after: Step = { event: resourceEvent(aws, 'After', 'Update', c5, m5), prior: update, inOrder: true };
  const look: Step = { event: c5 };
  const story = [create, before, after];
  return {
    operations: account.operations,
    attempts: ASYNCHRONOUS,
    steps: [...story, look],
    // CloudFormation waits for each answer; only the rule's events come at any time.
    orders: [[look, ...story], [create, look, before, after], [create, before, look, after], [...story, look]],
    invoke: async event => { await handler(event); return true; },
    outcome: () => account.scalesBy(c5) ? ['scales by the new plan'] : [],
    missing: () => [
      ...refusals,
      ...account.scalesBy(c5) ? [] : ['the endpoint does not scale by the new plan'],
      ...['After', 'Before'].filter(moment => !account.answers.some(({ LogicalResourceId, Status }) => LogicalResourceId === moment && Status === 'SUCCESS')),
    ],
  };
}

const INSIDE: Record<string, Operation> = {
  'DescribeEndpoint': () => ({ EndpointStatus: 'InService', EndpointConfigName: 'config' }),
  'DescribeEndpointConfig': () => ({ ProductionVariants: [{ VariantName: 'AllTraffic', ModelName: 'model' }] }),
  'DescribeModel': () => ({ PrimaryContainer: { ModelPackageName: VERSION(1) } }),
  'POST /endpoints/credit/invocations': () => new Raw('0.25', 'text/csv'),
};

const STORIES: Record<string, () => Story> = {
  'start-training': () => jobs('start-training', {}, number => ({ executionId: `run-${number}` }), true),
  'start-release': () => jobs('start-release', registry(VERSION(7)), number => ({ executionId: `run-${number}` }), true),
  'approval-received': approvals,
  'smoke-test': () => jobs('smoke-test', INSIDE, () => ({ endpointName: 'credit', region: 'eu-west-1', version: VERSION(1) }), false),
  'retrain-on-drift': episodes,
  'detach-scaling': scaling,
};

/** The same numbers in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = state * 48_271 % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

const FAULTS: Record<string, (campaign: Campaign) => Promise<void>> = {
  'duplicate events': campaign => campaign.duplicates(3),
  'reordered events': campaign => campaign.orders(),
  'throttling': campaign => campaign.everywhere('throttled'),
  'crash': campaign => campaign.everywhere('ended'),
  'lost answer': campaign => campaign.everywhere('answer-lost'),
  'expired session': campaign => campaign.everywhere('expired'),
  'all of them': campaign => campaign.anything(10, 0.1, seeded(1)),
};

describe.each(Object.keys(STORIES))('%s', handler => {
  test.each(Object.keys(FAULTS))('under %s', async fault => {
    const campaign = new Campaign(aws, STORIES[handler]!);
    await FAULTS[fault]!(campaign);
    const { count } = campaign;
    table.push(row(handler, fault, count));
    expect(count).toMatchObject({ doubled: 0, lost: 0 });
    expect(count.outcomes).toBeGreaterThan(0);
  });
});

function row(handler: string, fault: string, { stories, deliveries, calls, outcomes, doubled, lost }: Count): string {
  const counts = Object.entries({ stories, deliveries, calls, outcomes, doubled, lost }).map(([name, value]) => String(value).padStart(name.length));
  return [handler.padEnd(17), fault.padEnd(16), ...counts].join('  ');
}
