import { SmokeRequest } from '../../../lib/aws/delivery-pipeline/handlers/logic/endpoint-check';
import { job, JobAccount } from '../foundation/handlers/job-account';
import { faults, Loopback, Operation, Raw, ServiceError } from '../foundation/handlers/loopback';
import { PERSON, ReleaseAccount, TRAINS } from '../foundation/handlers/release-account';
import { assumedRole } from '../foundation/handlers/retraining-account';

const VERSION = (n: number) => `arn:aws:sagemaker:eu-west-1:111111111111:model-package/credit/${n}`;
const RUN = '12345678-1234-1234-1234-123456789012';

let aws: Loopback;
const environment = { ...process.env };

beforeAll(async () => {
  aws = await Loopback.start();
  Object.assign(process.env, aws.environment, {
    TRAINING_PIPELINE: 'credit-train',
    RELEASE_PIPELINE: 'credit-release',
    LEDGER_TABLE: 'ledger',
    APPROVAL: 'manual',
    MODEL_PACKAGE_GROUP_ARN: 'arn:aws:sagemaker:eu-west-1:111111111111:model-package-group/Credit',
  });
  for (const stream of ['log', 'warn', 'error'] as const) jest.spyOn(console, stream).mockImplementation();
});

afterAll(async () => {
  process.env = environment;
  await aws.stop();
});

/** What a handler takes and gives. */
type Json = ReturnType<typeof JSON.parse>;
type Handler = (event: Json) => Promise<Json>;

/** The handler as the runtime loads it: clients are made from the environment. */
function load(name: string): Handler {
  let handler!: Handler;
  jest.isolateModules(() => { handler = jest.requireActual<{ handler: Handler }>(`../../../lib/aws/delivery-pipeline/handlers/${name}`).handler; });
  return handler;
}

const reports: Record<string, Operation> = { PutJobSuccessResult: () => ({}), PutJobFailureResult: () => ({}) };

describe('start-training', () => {
  let account: JobAccount;
  beforeEach(() => {
    account = new JobAccount();
    aws.serve(account.operations);
  });

  test('starts the training pipeline with the run of the delivery as token and reports what it started', async () => {
    await load('start-training')(job({ executionId: RUN }));
    expect(aws.inputs('StartPipelineExecution')).toEqual([
      { PipelineName: 'credit-train', ClientRequestToken: RUN, PipelineExecutionDisplayName: `delivery-${RUN}` },
    ]);
    expect(aws.inputs('PutJobSuccessResult')).toEqual([
      { jobId: 'job-1', outputVariables: { trainingExecutionArn: 'arn:aws:sagemaker:eu-west-1:111111111111:pipeline/credit-train/execution/1' } },
    ]);
  });

  test('trains once although it crashes between start and report', async () => {
    aws.disturbance = faults({ operation: 'PutJobSuccessResult', fault: 'ended' });
    const handler = load('start-training');
    await expect(handler(job({ executionId: RUN }))).rejects.toThrow('the process has ended');
    await handler(job({ executionId: RUN }));
    expect(account.runs.size).toBe(1);
    expect(account.reports.get('job-1')?.succeeded).toBe(true);
  });

  test('gets through throttling', async () => {
    aws.disturbance = faults({ operation: 'StartPipelineExecution', fault: 'throttled' }, { operation: 'StartPipelineExecution', fault: 'throttled' });
    await load('start-training')(job({ executionId: RUN }));
    expect(account.runs.size).toBe(1);
    expect(aws.inputs('PutJobSuccessResult')).toHaveLength(1);
  });

  test('reports nothing when its session has expired, so that the next attempt can succeed', async () => {
    aws.disturbance = faults({ operation: 'StartPipelineExecution', fault: 'expired' });
    const handler = load('start-training');
    await expect(handler(job({ executionId: RUN }))).rejects.toThrow('token included in the request is expired');
    expect(account.reports.size).toBe(0);
    await handler(job({ executionId: RUN }));
    expect(account.reports.get('job-1')?.succeeded).toBe(true);
  });

  test('reports a failure, so that the action does not wait for its timeout', async () => {
    aws.serve({ ...account.operations, StartPipelineExecution: () => { throw new ServiceError('ResourceNotFound', 'no such pipeline'); } });
    await load('start-training')(job({ executionId: RUN }));
    expect(aws.inputs('PutJobFailureResult')).toEqual([
      { jobId: 'job-1', failureDetails: { type: 'JobFailed', message: expect.stringContaining('no such pipeline') } },
    ]);
  });

  test('takes a job that has been reported before as done', async () => {
    const handler = load('start-training');
    await handler(job({ executionId: RUN }));
    await expect(handler(job({ executionId: RUN }))).resolves.toBeUndefined();
    expect(aws.inputs('PutJobSuccessResult')).toHaveLength(2);
  });
});

describe('start-release', () => {
  let account: ReleaseAccount;
  beforeEach(() => {
    account = new ReleaseAccount();
    aws.serve({ ...reports, ...account.operations });
  });

  test('releases the newest approved version with the run of the delivery as token', async () => {
    account.approve(VERSION(6), VERSION(7));
    await load('start-release')(job({ executionId: RUN }));
    expect(aws.inputs('ListModelPackages')[0]).toMatchObject({ ModelPackageGroupName: 'Credit', ModelApprovalStatus: 'Approved', SortOrder: 'Descending' });
    expect(aws.inputs('StartPipelineExecution')).toEqual([
      { name: 'credit-release', clientRequestToken: RUN, variables: [{ name: 'modelPackageArn', value: VERSION(7) }] },
    ]);
  });

  test('succeeds without a release as long as no version is approved', async () => {
    await load('start-release')(job({ executionId: RUN }));
    expect(aws.inputs('PutJobSuccessResult')).toEqual([{ jobId: 'job-1', outputVariables: { release: 'none: no version is approved yet' } }]);
  });

  test('passes over versions that training has approved itself, on every page', async () => {
    account.approve(VERSION(6));
    account.approved.add(VERSION(7)).add(VERSION(8));
    const pages: Record<string, object> = {
      first: { ModelPackageSummaryList: [{ ModelPackageArn: VERSION(8) }, { ModelPackageArn: VERSION(7) }], NextToken: 'second' },
      second: { ModelPackageSummaryList: [{ ModelPackageArn: VERSION(6) }] },
    };
    aws.serve({ ...reports, ...account.operations, ListModelPackages: ({ NextToken }) => pages[NextToken ?? 'first']! });
    await load('start-release')(job({ executionId: RUN }));
    expect(account.released).toEqual([VERSION(6)]);
  });
});

describe('verify-version', () => {
  let account: ReleaseAccount;
  beforeEach(() => {
    account = new ReleaseAccount();
    aws.serve({ ...reports, ...account.operations });
  });
  afterEach(() => { process.env.APPROVAL = 'manual'; process.env.TRAINING_PIPELINE = 'credit-train'; });

  const failure = () => aws.inputs('PutJobFailureResult')[0]?.failureDetails.message as string | undefined;
  const verified = async (version: unknown) => {
    await load('verify-version')(job({ version }));
    expect(aws.inputs('PutJobSuccessResult').length + aws.inputs('PutJobFailureResult').length).toBe(1);
    return failure();
  };

  test('lets a version pass that a person has approved', async () => {
    account.approve(VERSION(7));
    expect(await verified(VERSION(7))).toBeUndefined();
    expect(aws.inputs('DescribePipeline')).toEqual([{ PipelineName: 'credit-train' }]);
  });

  test('lets a version pass that a person has registered as approved', async () => {
    account.approved.add(VERSION(7));
    aws.serve({ ...reports, ...account.operations, DescribeModelPackage: () => ({ ModelApprovalStatus: 'Approved', CreatedBy: { IamIdentity: { Arn: PERSON } } }) });
    expect(await verified(VERSION(7))).toBeUndefined();
  });

  test('lets a version pass of which only the profile is known of who has approved it', async () => {
    const UserProfileArn = 'arn:aws:sagemaker:eu-west-1:111111111111:user-profile/d-1/ada';
    aws.serve({ ...reports, ...account.operations, DescribeModelPackage: () => ({ ModelApprovalStatus: 'Approved', LastModifiedBy: { UserProfileArn } }) });
    expect(await verified(VERSION(7))).toBeUndefined();
  });

  test('refuses a version that is not approved, whoever starts the release', async () => {
    expect(await verified(VERSION(7))).toBe(`NotReleasable: ${VERSION(7)} is not approved`);
  });

  test.each([
    ['the pipeline has registered it as approved', undefined],
    ['the role of the pipeline has approved it', 'arn:aws:sts::111111111111:assumed-role/trains/another-session'],
    ['the role of a job has approved it', 'arn:aws:sts::111111111111:assumed-role/evaluates/SageMaker'],
    ['the role is named with its path', 'arn:aws:iam::111111111111:role/service/trains'],
  ])('refuses a version when %s', async (_title, approver) => {
    account.approved.add(VERSION(7));
    if (approver !== undefined) account.approvers.set(VERSION(7), approver);
    expect(await verified(VERSION(7))).toBe(
      `NotReleasable: ${VERSION(7)} was approved by ${approver ?? TRAINS}, which trains the model; a person has to reject it, or to approve it instead`);
  });

  test('refuses a version that its creator has approved, when the training pipeline is not known', async () => {
    delete process.env.TRAINING_PIPELINE;
    account.approved.add(VERSION(7));
    expect(await verified(VERSION(7))).toContain('which trains the model');
  });

  test('refuses a version of which nobody knows who has approved it', async () => {
    aws.serve({ ...reports, ...account.operations, DescribeModelPackage: () => ({ ModelApprovalStatus: 'Approved' }) });
    expect(await verified(VERSION(7))).toBe(`NotReleasable: SageMaker does not say who has approved ${VERSION(7)}; approve it again`);
  });

  test('asks nobody who has approved it, where the gate of the pipeline is enough', async () => {
    process.env.APPROVAL = 'automatic';
    account.approved.add(VERSION(7));
    expect(await verified(VERSION(7))).toBeUndefined();
    expect(aws.inputs('DescribePipeline')).toEqual([]);
  });

  test.each<[string, unknown]>([
    ['of another account', VERSION(7).replace('111111111111', '999999999999')],
    ['of another region', VERSION(7).replace('eu-west-1', 'us-east-1')],
    ['of another group', VERSION(7).replace('/credit/', '/credit-2/')],
    ['without a number', VERSION(7).replace('/7', '/latest')],
    ['behind a version', `${VERSION(7)}/8`],
    ['that is nothing', undefined],
    ['that is a list', [VERSION(7)]],
  ])('refuses a version %s without asking for it', async (_title, version) => {
    expect(await verified(version)).toContain('is not a version in arn:aws:sagemaker:eu-west-1:111111111111:model-package-group/Credit');
    expect(aws.inputs('DescribeModelPackage')).toEqual([]);
  });
});

describe('approval-received', () => {
  const approvals = (...versions: string[]) => ({
    Records: versions.map((version, index) => ({ messageId: `m${index}`, body: JSON.stringify({ detail: { ModelPackageArn: version, ModelApprovalStatus: 'Approved' } }) })),
  });
  const done = { batchItemFailures: [] };

  let account: ReleaseAccount;
  beforeEach(() => {
    account = new ReleaseAccount();
    aws.serve(account.operations);
  });

  test('starts one release with the version as variable and marks it in the ledger', async () => {
    account.approve(VERSION(1));
    expect(await load('approval-received')(approvals(VERSION(1)))).toEqual(done);
    expect(aws.inputs('StartPipelineExecution')).toEqual([
      { name: 'credit-release', variables: [{ name: 'modelPackageArn', value: VERSION(1) }], clientRequestToken: expect.stringMatching(/^[a-zA-Z0-9-]{1,128}$/) },
    ]);
    expect(account.ledger.get(VERSION(1))).toMatchObject({ run: { S: 'run-1' }, expiresAt: { N: expect.stringMatching(/^\d{10}$/) } });
  });

  test('starts one release for many events, one after another and at the same time', async () => {
    account.approve(VERSION(1));
    const handler = load('approval-received');
    await Promise.all([1, 2, 3].map(() => handler(approvals(VERSION(1)))));
    await handler(approvals(VERSION(1), VERSION(1)));
    // Even when CodePipeline has forgotten the token, the ledger has not.
    account.tokens.clear();
    await handler(approvals(VERSION(1)));
    expect(account.released).toEqual([VERSION(1)]);
  });

  test('releases the newest version only, when events come in the wrong order', async () => {
    account.approve(VERSION(2), VERSION(3));
    const handler = load('approval-received');
    await handler(approvals(VERSION(3)));
    await handler(approvals(VERSION(2)));
    await handler(approvals(VERSION(3)));
    expect(account.released).toEqual([VERSION(3)]);
  });

  test('releases each version once, when they are approved one after another', async () => {
    const handler = load('approval-received');
    for (const version of [VERSION(1), VERSION(2), VERSION(10)]) {
      account.approve(version);
      await handler(approvals(version, version));
    }
    expect(account.released).toEqual([VERSION(1), VERSION(2), VERSION(10)]);
  });

  test('releases nothing, when the approval was taken back before its event arrived', async () => {
    expect(await load('approval-received')(approvals(VERSION(1)))).toEqual(done);
    expect(account.released).toEqual([]);
    expect(account.ledger.size).toBe(0);
  });

  test.each(['PutItem', 'StartPipelineExecution', 'UpdateItem'])('releases once although it dies at %s and the event is delivered again', async operation => {
    account.approve(VERSION(1));
    aws.disturbance = faults({ operation, fault: 'ended' });
    const handler = load('approval-received');
    expect(await handler(approvals(VERSION(1)))).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
    expect(await handler(approvals(VERSION(1)))).toEqual(done);
    expect(account.released).toEqual([VERSION(1)]);
    expect(account.ledger.get(VERSION(1)).run).toEqual({ S: 'run-1' });
  });

  test('releases once although it died before the mark and the event comes back after CodePipeline has forgotten the token', async () => {
    account.approve(VERSION(1));
    aws.disturbance = faults({ operation: 'UpdateItem', fault: 'ended' });
    const handler = load('approval-received');
    await handler(approvals(VERSION(1)));
    account.tokens.clear();
    await handler(approvals(VERSION(1)));
    expect(account.released).toEqual([VERSION(1)]);
  });

  test('gets through throttling of every service', async () => {
    account.approve(VERSION(1));
    const busy = new Set(Object.keys(account.operations));
    aws.disturbance = operation => busy.delete(operation) ? 'throttled' : undefined;
    expect(await load('approval-received')(approvals(VERSION(1)))).toEqual(done);
    expect(account.released).toEqual([VERSION(1)]);
  });

  test('releases nothing that training has approved itself, and does when a person has approved it', async () => {
    account.approved.add(VERSION(1));
    const handler = load('approval-received');
    expect(await handler(approvals(VERSION(1)))).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
    expect(account.released).toEqual([]);
    expect(account.ledger.size).toBe(0);
    account.approve(VERSION(1));
    expect(await handler(approvals(VERSION(1)))).toEqual(done);
    expect(account.released).toEqual([VERSION(1)]);
  });

  test('is not held up by a newer version that training has approved itself', async () => {
    account.approve(VERSION(1));
    account.approved.add(VERSION(2));
    expect(await load('approval-received')(approvals(VERSION(1)))).toEqual(done);
    expect(account.released).toEqual([VERSION(1)]);
  });

  test.each([
    ['nothing', ''],
    ['no object', 'null'],
    ['a text', '"Approved"'],
    ['no detail', '{}'],
    ['a detail that is nothing', '{"detail":null}'],
    ['no version', '{"detail":{"ModelApprovalStatus":"Approved"}}'],
    ['a version that is a list', JSON.stringify({ detail: { ModelPackageArn: [VERSION(1)] } })],
    ['a version of another account', JSON.stringify({ detail: { ModelPackageArn: VERSION(1).replace('111111111111', '999999999999') } })],
    ['a version of another group', JSON.stringify({ detail: { ModelPackageArn: VERSION(1).replace('credit', 'fraud') } })],
    ['a name with a prototype', '{"__proto__":{"detail":{"ModelPackageArn":1}}}'],
    ['a million brackets', '['.repeat(1_000_000)],
  ])('gives back an event with %s, and asks and releases nothing', async (_title, body) => {
    account.approve(VERSION(1));
    const event = { Records: [{ messageId: 'm0', body }] };
    expect(await load('approval-received')(event)).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
    expect(aws.calls).toEqual([]);
    expect(account.released).toEqual([]);
  });

  test('gives back only the events that could not be handled', async () => {
    account.approve(VERSION(1));
    const event = approvals(VERSION(1), VERSION(1));
    event.Records[0]!.body = 'not json';
    expect(await load('approval-received')(event)).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
    expect(account.released).toEqual([VERSION(1)]);
  });
});

describe('smoke-test', () => {
  const INVOKE = 'POST /endpoints/credit-dev/invocations';
  const request = (rest: Partial<SmokeRequest> = {}) => JSON.stringify({ body: '1,2,3', contentType: 'text/csv', requests: 1, maxLatencyMs: 5000, medianLatencyMs: 5000, ...rest });

  const endpoint = (overrides: Record<string, Operation> = {}): Record<string, Operation> => ({
    ...reports,
    DescribeEndpoint: () => ({ EndpointStatus: 'InService', EndpointConfigName: 'config-2' }),
    DescribeEndpointConfig: () => ({ ProductionVariants: [{ VariantName: 'AllTraffic', ModelName: 'model-2' }] }),
    DescribeModel: () => ({ ModelName: 'model-2', PrimaryContainer: { ModelPackageName: VERSION(2) } }),
    [INVOKE]: () => new Raw('0.25', 'text/csv'),
    ...overrides,
  });
  const parameters = { endpointName: 'credit-dev', region: 'eu-west-1', version: VERSION(2) };

  beforeEach(() => { process.env.REQUEST = request(); });
  afterEach(() => { delete process.env.REQUEST; });

  const failure = () => aws.inputs('PutJobFailureResult')[0]?.failureDetails.message as string | undefined;

  test('passes an endpoint that serves the version and answers the request', async () => {
    aws.serve(endpoint());
    await load('smoke-test')(job(parameters));
    expect(failure()).toBeUndefined();
    expect(aws.inputs('PutJobSuccessResult')).toEqual([{ jobId: 'job-1', outputVariables: { endpoint: 'credit-dev', version: VERSION(2) } }]);
    expect(aws.inputs(INVOKE)).toEqual(['1,2,3']);
  });

  test('sends no request when none is defined', async () => {
    delete process.env.REQUEST;
    aws.serve(endpoint());
    await load('smoke-test')(job(parameters));
    expect(aws.inputs(INVOKE)).toEqual([]);
    expect(aws.inputs('PutJobSuccessResult')).toHaveLength(1);
  });

  test('finds the version behind inference components', async () => {
    aws.serve(endpoint({
      DescribeEndpointConfig: () => ({ ProductionVariants: [{ VariantName: 'AllTraffic' }] }),
      ListInferenceComponents: () => ({ InferenceComponents: [{ InferenceComponentName: 'ic-1' }] }),
      DescribeInferenceComponent: () => ({ Specification: { ModelName: 'model-2' } }),
    }));
    await load('smoke-test')(job(parameters));
    expect(aws.inputs('PutJobSuccessResult')).toHaveLength(1);
  });

  test.each<[string, Record<string, Operation>, string]>([
    ['fails when SageMaker has gone back to the old version', { DescribeModel: () => ({ PrimaryContainer: { ModelPackageName: VERSION(1) } }) }, 'is not in service; the endpoint serves arn:aws:sagemaker:eu-west-1:111111111111:model-package/credit/1'],
    ['fails when the endpoint has failed', { DescribeEndpoint: () => ({ EndpointStatus: 'Failed', FailureReason: 'no capacity', EndpointConfigName: 'c' }) }, 'the endpoint is Failed: no capacity'],
    ['fails when the answer is empty', { [INVOKE]: () => new Raw('', 'text/csv') }, 'the answer is empty'],
    ['fails when the answer is not a value', { [INVOKE]: () => new Raw('0.1,nan', 'text/csv') }, 'a field that is not a value'],
    ['fails when the answer is not the JSON that it says', { [INVOKE]: () => new Raw('<html>', 'application/json') }, 'the answer is not JSON'],
  ])('%s', async (_title, overrides, message) => {
    aws.serve(endpoint(overrides));
    await load('smoke-test')(job(parameters));
    expect(failure()).toContain(message);
    expect(aws.inputs('PutJobSuccessResult')).toEqual([]);
  });

  describe('latency', () => {
    /** Answers after these times, one after another, and then at once. */
    const slowly = (...waits: number[]): Operation => () => {
      // Nothing else happens in this process meanwhile. What is slow here is so by far more than a busy machine makes of what is not.
      for (const end = performance.now() + (waits.shift() ?? 0); performance.now() < end;);
      return new Raw('0.25', 'text/csv');
    };

    test.each<[string, Partial<SmokeRequest>, number[], number, RegExp | undefined]>([
      ['passes when only the first answer is late, which may load the model', { maxLatencyMs: 400 }, [500], 2, undefined],
      ['fails when the answer after a late first one is late', { maxLatencyMs: 400 }, [500, 500], 2, /^SmokeTestFailed: the slowest answer took \d+ ms, allowed are 400 ms$/],
      ['fails when any later answer is late', { maxLatencyMs: 400, requests: 4 }, [0, 0, 500], 4, /the slowest answer took \d+ ms, allowed are 400 ms/],
      ['fails when more than half of the answers are slower than they may', { medianLatencyMs: 400, requests: 4 }, [500, 500, 500], 4, /the median answer took \d+ ms, allowed are 400 ms/],
      ['passes when half of the answers are slower', { medianLatencyMs: 400, requests: 4 }, [500, 500], 4, undefined],
    ])('%s', async (_title, limits, waits, sent, message) => {
      process.env.REQUEST = request(limits);
      aws.serve(endpoint({ [INVOKE]: slowly(...waits) }));
      await load('smoke-test')(job(parameters));
      if (message) expect(failure()).toMatch(message);
      else expect(failure()).toBeUndefined();
      expect(aws.inputs(INVOKE)).toHaveLength(sent);
    });
  });

  describe('the answer', () => {
    const json = (value: unknown) => new Raw(JSON.stringify(value), 'application/json; charset=utf-8');
    const risks = { type: 'array', minItems: 1, maxItems: 1, items: { type: 'number', minimum: 0, maximum: 1 } };
    const rows = { type: 'array', items: { type: 'array', minItems: 2, maxItems: 2, items: { type: 'number' } } };

    test.each<[string, SmokeRequest['answer'], Raw, string | undefined]>([
      ['holds what the schema says', { schema: risks }, json([0.25]), undefined],
      ['has other values', { schema: risks }, json([1.25, 0.5]), 'the answer must NOT have more than 1 items, the answer/0 must be <= 1: "[1.25,0.5]"'],
      ['lacks a member', { schema: { type: 'object', required: ['score'] } }, json({ label: 1 }), 'the answer must have required property \'score\''],
      ['is CSV, row by row', { schema: rows }, new Raw('0.1,2\n0.3,4\n', 'text/csv'), undefined],
      ['has a word among the numbers of a CSV', { schema: rows }, new Raw('0.1,low', 'text/csv'), 'the answer/0/1 must be number'],
      ['has another type', { contentType: 'application/json' }, new Raw('0.25', 'text/csv'), 'the answer is text/csv, expected is application/json'],
      ['has the type, with parameters', { contentType: 'application/JSON' }, json(1), undefined],
      ['is empty in a field', {}, new Raw('0.1,,3', 'text/csv'), 'a field that is not a value'],
    ])('%s', async (_title, answer, given, message) => {
      process.env.REQUEST = request({ answer });
      aws.serve(endpoint({ [INVOKE]: () => given }));
      await load('smoke-test')(job(parameters));
      if (message === undefined) expect(failure()).toBeUndefined();
      else expect(failure()).toContain(message);
      expect(aws.calls.find(({ operation }) => operation === INVOKE)!.headers.accept).toBe(answer?.contentType);
    });
  });

  test('asks to be called again while the endpoint changes, and gives up after an hour', async () => {
    aws.serve(endpoint({ DescribeEndpoint: () => ({ EndpointStatus: 'Updating', EndpointConfigName: 'c' }) }));
    const handler = load('smoke-test');
    await handler(job(parameters));
    const { continuationToken } = aws.inputs('PutJobSuccessResult')[0];
    expect(JSON.parse(continuationToken)).toEqual({ begin: expect.any(Number) });
    await handler(job(parameters, JSON.stringify({ begin: Date.now() - 3600_001 })));
    expect(failure()).toContain('has been changing for 60');
  });

  test('looks into another account with the role there, watches its alarms, and sends the request only once', async () => {
    const cloudWatch = { alarm: false };
    aws.serve(endpoint({
      AssumeRole: () => assumedRole('AKIDOTHER'),
      DescribeAlarms: () => ({ MetricAlarms: cloudWatch.alarm ? [{ AlarmName: 'credit-5xx', StateValue: 'ALARM' }] : [] }),
    }));
    const elsewhere = { ...parameters, roleArn: 'arn:aws:iam::222222222222:role/credit-dev-release', alarmNames: ['credit-5xx'], watchSeconds: 600 };
    const handler = load('smoke-test');
    await handler(job(elsewhere));
    expect(failure()).toBeUndefined();
    expect(aws.inputs('AssumeRole')[0]).toMatchObject({ RoleArn: elsewhere.roleArn });
    expect(aws.calls.find(({ operation }) => operation === 'DescribeEndpoint')!.headers.authorization).toContain('AKIDOTHER');
    const { continuationToken } = aws.inputs('PutJobSuccessResult')[0];
    expect(JSON.parse(continuationToken)).toEqual({ begin: expect.any(Number), goodSince: expect.any(Number) });

    cloudWatch.alarm = true;
    await handler(job(elsewhere, continuationToken));
    expect(failure()).toContain('in alarm: credit-5xx');
    expect(aws.inputs(INVOKE)).toHaveLength(1);

    cloudWatch.alarm = false;
    await handler(job(elsewhere, JSON.stringify({ begin: Date.now() - 700_000, goodSince: Date.now() - 600_001 })));
    expect(aws.inputs('PutJobSuccessResult').pop()).toMatchObject({ outputVariables: { endpoint: 'credit-dev' } });
  });
});
