import { execFileSync } from 'node:child_process';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { Loopback, Operation, Raw, ServiceError, throttled } from './loopback';

const VERSION = (n: number) => `arn:aws:sagemaker:eu-west-1:111111111111:model-package/credit/${n}`;
const RUN = '12345678-1234-1234-1234-123456789012';

let aws: Loopback;
const environment = { ...process.env };

beforeAll(async () => {
  aws = await Loopback.start();
  Object.assign(process.env, aws.environment, {
    TRAINING_PIPELINE: 'credit-train', RELEASE_PIPELINE: 'credit-release', MODEL_PACKAGE_GROUP: 'credit', LEDGER_TABLE: 'ledger',
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

function job(parameters: object, continuationToken?: string): object {
  return {
    'CodePipeline.job': { id: 'job-1', data: { actionConfiguration: { configuration: { UserParameters: JSON.stringify(parameters) } }, continuationToken } },
  };
}

const reports: Record<string, Operation> = { PutJobSuccessResult: () => ({}), PutJobFailureResult: () => ({}) };

describe('start-training', () => {
  /** SageMaker as far as it matters: the same token gives the same run. */
  function trainings(): { operations: Record<string, Operation>; started: Map<string, string> } {
    const started = new Map<string, string>();
    return {
      started,
      operations: {
        ...reports,
        StartPipelineExecution: ({ ClientRequestToken }) => {
          if (!started.has(ClientRequestToken)) started.set(ClientRequestToken, `arn:aws:sagemaker:eu-west-1:111111111111:pipeline/credit-train/execution/${started.size + 1}`);
          return { PipelineExecutionArn: started.get(ClientRequestToken) };
        },
      },
    };
  }

  test('starts the training pipeline with the run of the delivery as token and reports what it started', async () => {
    const { operations } = trainings();
    aws.serve(operations);
    await load('start-training')(job({ executionId: RUN }));
    expect(aws.inputs('StartPipelineExecution')).toEqual([
      { PipelineName: 'credit-train', ClientRequestToken: RUN, PipelineExecutionDisplayName: `delivery-${RUN}` },
    ]);
    expect(aws.inputs('PutJobSuccessResult')).toEqual([
      { jobId: 'job-1', outputVariables: { trainingExecutionArn: 'arn:aws:sagemaker:eu-west-1:111111111111:pipeline/credit-train/execution/1' } },
    ]);
  });

  test('trains once although it crashes between start and report', async () => {
    const { operations, started } = trainings();
    let crash = true;
    aws.serve({
      ...operations,
      PutJobSuccessResult: () => {
        if (crash) throw new ServiceError('ValidationException', 'the function died here');
        return {};
      },
    });
    const handler = load('start-training');
    await expect(handler(job({ executionId: RUN }))).rejects.toThrow('the function died here');
    crash = false;
    await handler(job({ executionId: RUN }));
    expect(started.size).toBe(1);
    expect(aws.inputs('PutJobFailureResult')).toEqual([]);
  });

  test('gets through throttling', async () => {
    const { operations, started } = trainings();
    aws.serve({ ...operations, StartPipelineExecution: throttled(2, operations.StartPipelineExecution!) });
    await load('start-training')(job({ executionId: RUN }));
    expect(started.size).toBe(1);
    expect(aws.inputs('PutJobSuccessResult')).toHaveLength(1);
  });

  test('reports a failure, so that the action does not wait for its timeout', async () => {
    aws.serve({ ...reports, StartPipelineExecution: () => { throw new ServiceError('ResourceNotFound', 'no such pipeline'); } });
    await load('start-training')(job({ executionId: RUN }));
    expect(aws.inputs('PutJobFailureResult')).toEqual([
      { jobId: 'job-1', failureDetails: { type: 'JobFailed', message: expect.stringContaining('no such pipeline') } },
    ]);
  });

  test('takes a job that has been reported before as done', async () => {
    aws.serve({ ...trainings().operations, PutJobSuccessResult: () => { throw new ServiceError('InvalidJobStateException'); } });
    await expect(load('start-training')(job({ executionId: RUN }))).resolves.toBeUndefined();
  });
});

describe('start-release', () => {
  test('releases the newest approved version with the run of the delivery as token', async () => {
    aws.serve({
      ...reports,
      ListModelPackages: () => ({ ModelPackageSummaryList: [{ ModelPackageArn: VERSION(7), ModelPackageStatus: 'Completed' }] }),
      StartPipelineExecution: () => ({ pipelineExecutionId: 'run-1' }),
    });
    await load('start-release')(job({ executionId: RUN }));
    expect(aws.inputs('ListModelPackages')[0]).toMatchObject({ ModelPackageGroupName: 'credit', ModelApprovalStatus: 'Approved', SortOrder: 'Descending' });
    expect(aws.inputs('StartPipelineExecution')).toEqual([
      { name: 'credit-release', clientRequestToken: RUN, variables: [{ name: 'modelPackageArn', value: VERSION(7) }] },
    ]);
  });

  test('succeeds without a release as long as no version is approved', async () => {
    aws.serve({ ...reports, ListModelPackages: () => ({ ModelPackageSummaryList: [] }) });
    await load('start-release')(job({ executionId: RUN }));
    expect(aws.inputs('PutJobSuccessResult')).toEqual([{ jobId: 'job-1', outputVariables: { release: 'none: no version is approved yet' } }]);
  });
});

/** Registry, ledger and release pipeline, as far as their behaviour matters. */
class Account {
  public readonly ledger = new Map<string, Json>();
  public readonly runs: { id: string; version: string; startTime: number }[] = [];
  public readonly approved = new Set<string>();
  /** Tokens that CodePipeline still remembers. */
  public readonly tokens = new Map<string, string>();
  /** Throws at the beginning of the named operation, as often as told: the function dies there. */
  public readonly crashes: Record<string, number> = {};

  public get operations(): Record<string, Operation> {
    return {
      DescribeModelPackage: ({ ModelPackageName }) => ({ ModelPackageArn: ModelPackageName, ModelApprovalStatus: this.approved.has(ModelPackageName) ? 'Approved' : 'Rejected' }),
      ListModelPackages: () => ({
        ModelPackageSummaryList: [...this.approved].sort((a, b) => Number(b.split('/').pop()) - Number(a.split('/').pop())).slice(0, 1).map(ModelPackageArn => ({ ModelPackageArn })),
      }),
      PutItem: ({ Item }) => {
        this.crash('claim');
        const old = this.ledger.get(Item.version.S);
        if (old) throw new ServiceError('com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException', 'exists', 400, { Item: old });
        this.ledger.set(Item.version.S, Item);
        return {};
      },
      StartPipelineExecution: ({ variables, clientRequestToken }) => {
        this.crash('start');
        if (!this.tokens.has(clientRequestToken)) {
          const id = `run-${this.runs.length + 1}`;
          this.tokens.set(clientRequestToken, id);
          this.runs.unshift({ id, version: variables[0].value, startTime: Date.now() / 1000 });
        }
        return { pipelineExecutionId: this.tokens.get(clientRequestToken) };
      },
      ListPipelineExecutions: () => ({ pipelineExecutionSummaries: this.runs.map(({ id, startTime }) => ({ pipelineExecutionId: id, startTime })) }),
      GetPipelineExecution: ({ pipelineExecutionId }) => ({
        pipelineExecution: { variables: [{ name: 'modelPackageArn', resolvedValue: this.runs.find(({ id }) => id === pipelineExecutionId)!.version }] },
      }),
      UpdateItem: ({ Key, ExpressionAttributeValues }) => {
        this.crash('mark');
        this.ledger.get(Key.version.S).run = ExpressionAttributeValues[':run'];
        return {};
      },
    };
  }

  public get released(): string[] {
    return this.runs.map(({ version }) => version).reverse();
  }

  private crash(where: string): void {
    if ((this.crashes[where] ?? 0) > 0) {
      this.crashes[where]!--;
      throw new ServiceError('ValidationException', `died at ${where}`);
    }
  }
}

describe('approval-received', () => {
  const approvals = (...versions: string[]) => ({
    Records: versions.map((version, index) => ({ messageId: `m${index}`, body: JSON.stringify({ detail: { ModelPackageArn: version, ModelApprovalStatus: 'Approved' } }) })),
  });
  const done = { batchItemFailures: [] };

  let account: Account;
  beforeEach(() => {
    account = new Account();
    aws.serve(account.operations);
  });

  test('starts one release with the version as variable and marks it in the ledger', async () => {
    account.approved.add(VERSION(1));
    expect(await load('approval-received')(approvals(VERSION(1)))).toEqual(done);
    expect(aws.inputs('StartPipelineExecution')).toEqual([
      { name: 'credit-release', variables: [{ name: 'modelPackageArn', value: VERSION(1) }], clientRequestToken: expect.stringMatching(/^[a-zA-Z0-9-]{1,128}$/) },
    ]);
    expect(account.ledger.get(VERSION(1))).toMatchObject({ run: { S: 'run-1' }, expiresAt: { N: expect.stringMatching(/^\d{10}$/) } });
  });

  test('starts one release for many events, one after another and at the same time', async () => {
    account.approved.add(VERSION(1));
    const handler = load('approval-received');
    await Promise.all([1, 2, 3].map(() => handler(approvals(VERSION(1)))));
    await handler(approvals(VERSION(1), VERSION(1)));
    // Even when CodePipeline has forgotten the token, the ledger has not.
    account.tokens.clear();
    await handler(approvals(VERSION(1)));
    expect(account.released).toEqual([VERSION(1)]);
  });

  test('releases the newest version only, when events come in the wrong order', async () => {
    account.approved.add(VERSION(2)).add(VERSION(3));
    const handler = load('approval-received');
    await handler(approvals(VERSION(3)));
    await handler(approvals(VERSION(2)));
    await handler(approvals(VERSION(3)));
    expect(account.released).toEqual([VERSION(3)]);
  });

  test('releases each version once, when they are approved one after another', async () => {
    const handler = load('approval-received');
    for (const version of [VERSION(1), VERSION(2), VERSION(10)]) {
      account.approved.add(version);
      await handler(approvals(version, version));
    }
    expect(account.released).toEqual([VERSION(1), VERSION(2), VERSION(10)]);
  });

  test('releases nothing, when the approval was taken back before its event arrived', async () => {
    expect(await load('approval-received')(approvals(VERSION(1)))).toEqual(done);
    expect(account.released).toEqual([]);
    expect(account.ledger.size).toBe(0);
  });

  test.each(['claim', 'start', 'mark'])('releases once although it dies at %s and the event is delivered again', async where => {
    account.approved.add(VERSION(1));
    account.crashes[where] = 1;
    const handler = load('approval-received');
    expect(await handler(approvals(VERSION(1)))).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
    expect(await handler(approvals(VERSION(1)))).toEqual(done);
    expect(account.released).toEqual([VERSION(1)]);
    expect(account.ledger.get(VERSION(1)).run).toEqual({ S: 'run-1' });
  });

  test('releases once although it died before the mark and the event comes back after CodePipeline has forgotten the token', async () => {
    account.approved.add(VERSION(1));
    account.crashes.mark = 1;
    const handler = load('approval-received');
    await handler(approvals(VERSION(1)));
    account.tokens.clear();
    await handler(approvals(VERSION(1)));
    expect(account.released).toEqual([VERSION(1)]);
  });

  test('gets through throttling of every service', async () => {
    account.approved.add(VERSION(1));
    aws.serve(Object.fromEntries(Object.entries(account.operations).map(([name, operation]) => [name, throttled(1, operation)])));
    expect(await load('approval-received')(approvals(VERSION(1)))).toEqual(done);
    expect(account.released).toEqual([VERSION(1)]);
  });

  test('gives back only the events that could not be handled', async () => {
    account.approved.add(VERSION(1));
    const event = approvals(VERSION(1), VERSION(1));
    event.Records[0]!.body = 'not json';
    expect(await load('approval-received')(event)).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
    expect(account.released).toEqual([VERSION(1)]);
  });
});

describe('smoke-test', () => {
  const INVOKE = 'POST /endpoints/credit-dev/invocations';
  const request = (maxLatencyMs = 5000) => JSON.stringify({ body: '1,2,3', contentType: 'text/csv', maxLatencyMs });

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

  test('fails when two answers in a row are too slow', async () => {
    process.env.REQUEST = request(0);
    aws.serve(endpoint());
    await load('smoke-test')(job(parameters));
    expect(failure()).toMatch(/the answer took \d+ ms, allowed are 0 ms/);
    expect(aws.inputs(INVOKE)).toHaveLength(2);
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
      AssumeRole: () => new Raw(`<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>AKIDOTHER</AccessKeyId>
        <SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`, 'text/xml'),
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

describe('the bundles', () => {
  const root = join(__dirname, '../../..');

  test.each(['approval-received', 'smoke-test', 'start-release', 'start-training'])('%s is small and needs only the SDK of the runtime', name => {
    const bundle = execFileSync(join(root, 'node_modules/.bin/esbuild'), [
      join(root, 'lib/aws/delivery-pipeline/handlers', `${name}.ts`), '--bundle', '--platform=node', '--target=node22', '--format=cjs', '--external:@aws-sdk/*',
    ], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    expect(bundle.length).toBeLessThan(200_000);
    const needed = [...bundle.matchAll(/require\("([^"]+)"\)/g)].map(([, module]) => module!);
    expect(needed.length).toBeGreaterThan(0);
    expect(needed.filter(module => !/^@aws-sdk\/client-[a-z-]+$/.test(module) && !builtinModules.includes(module.replace(/^node:/, '')))).toEqual([]);
  });
});
