import { rmSync } from 'node:fs';
import { image, pipeline, scriptFolder, WHOLE } from './pipelines';
import { TrainingPipelineProps } from '../../../lib/kubernetes';
import { Manifest, only } from '../manifests';

interface Task { readonly name: string; readonly depends?: string; readonly when?: string; readonly arguments?: object }
interface Template {
  readonly name: string;
  readonly dag?: { readonly tasks: readonly Task[] };
  readonly container: {
    readonly command?: string[];
    readonly args?: string[];
    readonly env: { name: string; value: string }[];
    readonly securityContext: object;
    readonly resources: { limits: object };
    readonly volumeMounts: { mountPath: string }[];
  };
  readonly inputs?: { readonly artifacts?: object[] };
  readonly outputs?: { readonly artifacts?: object[]; readonly parameters?: object[] };
  readonly tolerations?: object[];
  readonly retryStrategy?: object;
}
interface Workflow { readonly templates: readonly Template[]; readonly [key: string]: unknown }

let folder: string;
beforeAll(() => { folder = scriptFolder(); });
afterAll(() => rmSync(folder, { recursive: true }));

const manifests = (props: Partial<TrainingPipelineProps> = {}) => pipeline({ ...WHOLE, sourceDirectory: folder, ...props }).manifests;
const workflow = (all: readonly Manifest[] = manifests()) => only(all, 'WorkflowTemplate').spec as unknown as Workflow;
const tasks = () => workflow().templates[0]!.dag!.tasks;
const task = (name: string) => tasks().find(one => one.name === name)!;
const template = (name: string, props?: Partial<TrainingPipelineProps>) => workflow(manifests(props)).templates.find(one => one.name === name)!;
const env = (name: string) => Object.fromEntries(template(name).container.env.map(variable => [variable.name, variable.value]));

describe('the graph', () => {
  test('runs a step after those that it names, when they have succeeded', () => {
    expect(tasks().map(({ depends, name }) => [name, depends])).toEqual([
      ['prepare', undefined],
      ['train', 'prepare.Succeeded'],
      ['evaluate', 'train.Succeeded && prepare.Succeeded'],
      ['register', 'train.Succeeded && evaluate.Succeeded'],
      ['stop', 'evaluate.Succeeded'],
    ]);
  });

  test('hands files from task to task', () => {
    expect(task('evaluate').arguments).toEqual({
      artifacts: [
        { name: 'model', from: '{{tasks.train.outputs.artifacts.model}}' }, { name: 'test', from: '{{tasks.prepare.outputs.artifacts.test}}' },
      ],
    });
  });

  test('decides by metrics: with several conditions all must be true, and the other way out is taken when one is not', () => {
    const auc = "asFloat(jsonpath(tasks['evaluate'].outputs.parameters['metrics'], '$.binary.auc.value')) >= asFloat(workflow.parameters['least'])";
    const bias = "asFloat(jsonpath(tasks['evaluate'].outputs.parameters['metrics'], '$.bias')) <= 0.001";
    expect(task('register').when).toBe(`{{= (${auc}) && (${bias}) }}`);
    expect(task('stop').when).toBe(`{{= !(${auc}) }}`);
    expect(task('evaluate').when).toBeUndefined();
  });

  test('decides by several metrics in one condition: each must be good, and the other way out is taken when one is not', () => {
    const gate = { condition: { ...WHOLE.steps!.gate!.condition!, also: [{ metric: 'evaluate.bias', atMost: 0.001 }], then: ['register'] } };
    const { fair, ...steps } = WHOLE.steps!;
    const found = workflow(manifests({ steps: { ...steps, gate } })).templates[0]!.dag!.tasks;
    const auc = "asFloat(jsonpath(tasks['evaluate'].outputs.parameters['metrics'], '$.binary.auc.value')) >= asFloat(workflow.parameters['least'])";
    const bias = "asFloat(jsonpath(tasks['evaluate'].outputs.parameters['metrics'], '$.bias')) <= 0.001";
    expect(found.find(({ name }) => name === 'register')!.when).toBe(`{{= ${auc} && ${bias} }}`);
    expect(found.find(({ name }) => name === 'stop')!.when).toBe(`{{= !(${auc} && ${bias}) }}`);
  });

  test('of a step after a condition waits for what the condition needs, whichever way it goes', () => {
    const steps = { ...WHOLE.steps, last: { process: { script: 'prepare.py', image }, after: ['gate'] } };
    const last = workflow(manifests({ steps })).templates[0]!.dag!.tasks.find(({ name }) => name === 'last')!;
    expect(last).toEqual({ name: 'last', template: 'last', depends: 'evaluate.Succeeded' });
  });
});

describe('a step', () => {
  test('runs its script with the folders and the arguments that it has on SageMaker', () => {
    const { args, command, volumeMounts } = template('train').container;
    expect([command, args]).toEqual([['python'], ['/opt/ml/code/train.py', '--rate', '{{workflow.parameters.rate}}', '--note', '$$(HOME)']]);
    expect(volumeMounts.map(({ mountPath }) => mountPath)).toEqual(['/opt/ml/code', '/opt/ml/model']);
    expect(env('train')).toMatchObject({
      SM_MODEL_DIR: '/opt/ml/model', SM_CHANNEL_TRAIN: '/opt/ml/input/data/train', MLFLOW_TRACKING_URI: 'http://mlflow.ml.svc.cluster.local', MLFLOW_EXPERIMENT_NAME: 'churn',
    });
  });

  test('reads places of files: a folder, or one file in a folder', () => {
    const inputs = { all: 's3://acme-data/churn/', one: 'gs://acme-data/churn/rows.csv', prefix: 'gs://acme-data/churn/', blob: 'https://acme.blob.core.windows.net/data/churn/' };
    expect(template('train', { steps: { train: { train: { script: 'train.py', image, inputs } } } }).inputs!.artifacts).toEqual([
      { name: 'all', path: '/opt/ml/input/data/all', s3: { endpoint: 's3.amazonaws.com', bucket: 'acme-data', key: 'churn', useSDKCreds: true } },
      { name: 'one', path: '/opt/ml/input/data/one/rows.csv', gcs: { bucket: 'acme-data', key: 'churn/rows.csv' } },
      { name: 'prefix', path: '/opt/ml/input/data/prefix', gcs: { bucket: 'acme-data', key: 'churn/' } },
      { name: 'blob', path: '/opt/ml/input/data/blob', azure: { endpoint: 'https://acme.blob.core.windows.net', container: 'data', blob: 'churn', useSDKCreds: true } },
    ]);
  });

  test('leaves its files as they are, in a folder of the run', () => {
    expect(template('train').outputs!.artifacts).toEqual([{
      name: 'model',
      path: '/opt/ml/model',
      archive: { none: {} },
      s3: { endpoint: 's3.amazonaws.com', bucket: 'acme-models', key: 'runs/churn/{{workflow.name}}/Train/model', useSDKCreds: true },
    }]);
    expect(template('evaluate').outputs!.parameters).toEqual([{ name: 'metrics', valueFrom: { path: '/opt/ml/processing/output/metrics/metrics.json' } }]);
  });

  test('has its share of a machine, and a machine with a GPU when it wants one', () => {
    expect(template('train').container.resources.limits).toEqual({ 'cpu': '4', 'memory': '8Gi', 'ephemeral-storage': '50Gi', 'nvidia.com/gpu': '1' });
    expect(template('train').tolerations).toEqual([{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }]);
    expect(template('prepare').container.resources.limits).toEqual({ cpu: '1', memory: '2Gi' });
  });

  test('is tried again when the cluster fails, and not when its code does', () => {
    expect(template('train').retryStrategy).toEqual({ limit: 2, retryPolicy: 'OnError', backoff: { duration: '60s', factor: 2 } });
    expect(template('prepare').retryStrategy).toBeUndefined();
  });

  test('that registers says where the files are, as an endpoint takes them', () => {
    expect(env('register')).toMatchObject({
      MODEL_NAME: 'churn', MODEL_ARTIFACT: 's3://acme-models/runs/churn/{{workflow.name}}/Train/model/', MODEL_APPROVAL: 'manual', METRICS: '{{inputs.parameters.metrics}}',
    });
    const azure = template('register', { files: 'https://acme.blob.core.windows.net/models/runs', registry: { group: 'scoring', approval: 'automatic' } }).container.env;
    expect(azure).toEqual(expect.arrayContaining([
      { name: 'MODEL_NAME', value: 'scoring' }, { name: 'MODEL_APPROVAL', value: 'automatic' },
      { name: 'MODEL_SOURCE', value: 'wasbs://models@acme.blob.core.windows.net/runs/churn/{{workflow.name}}/Train/model/' },
    ]));
  });
});

describe('scripts', () => {
  test('are kept once for each content, under a name that changes with it', () => {
    const names = (all: readonly Manifest[]) => all.filter(({ kind }) => kind === 'ConfigMap').map(({ metadata }) => metadata.name);
    expect(names(manifests()).length).toBe(2);
    const other = scriptFolder({ 'train.py': 'print(4)\n' });
    expect(names(manifests({ sourceDirectory: other })).filter(name => names(manifests()).includes(name)).length).toBe(1);
    rmSync(other, { recursive: true });
  });

  test('come into the container as they were, those that are no text, too', () => {
    const bytes = Buffer.from([0, 255, 128, 10]);
    const other = scriptFolder({ 'weights.bin': bytes });
    const code = manifests({ sourceDirectory: other, steps: { train: { train: { script: 'train.py', image } } } }).find(({ kind }) => kind === 'ConfigMap') as unknown as
      { data: Record<string, string>; binaryData: Record<string, string>; immutable: boolean };
    expect(Object.values(code.data).sort()).toEqual(['print(1)\n', 'print(2)\n', 'print(3)\n']);
    expect(Object.values(code.binaryData).map(text => Buffer.from(text, 'base64'))).toEqual([bytes]);
    expect(code.immutable).toBe(true);
    rmSync(other, { recursive: true });
  });
});

describe('rights', () => {
  test('are those to report results, of an account whose token no code of the user sees', () => {
    const all = manifests();
    expect(workflow(all)).toMatchObject({ serviceAccountName: 'churn', automountServiceAccountToken: false, executor: { serviceAccountName: 'churn-executor' } });
    expect((only(all, 'Role') as unknown as { rules: object[] }).rules).toEqual([
      { apiGroups: ['argoproj.io'], resources: ['workflowtaskresults'], verbs: ['create', 'patch'] },
    ]);
    expect((only(all, 'RoleBinding') as unknown as { subjects: object[] }).subjects).toEqual([{ kind: 'ServiceAccount', name: 'churn-executor' }]);
    expect(only(all, 'Secret').metadata).toMatchObject({
      name: 'churn-executor.service-account-token', annotations: { 'kubernetes.io/service-account.name': 'churn-executor' },
    });
  });

  test('keep the restricted standard in every pod', () => {
    const { securityContext, templates } = workflow();
    expect(securityContext).toEqual({ runAsNonRoot: true, runAsUser: 1000, fsGroup: 1000, seccompProfile: { type: 'RuntimeDefault' } });
    for (const { container, dag } of templates) {
      if (!dag) expect(container.securityContext).toMatchObject({ allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, runAsNonRoot: true });
    }
  });

  test('of the network are those to reach files, the cluster and who records; nobody calls a step', () => {
    const policy = only(manifests(), 'NetworkPolicy').spec;
    expect(policy).toMatchObject({ policyTypes: ['Ingress', 'Egress'], podSelector: { matchLabels: { 'app.kubernetes.io/name': 'churn' } } });
    expect(policy).not.toHaveProperty('ingress');
    expect(workflow().podMetadata).toMatchObject({ labels: { 'app.kubernetes.io/name': 'churn' } });
  });
});

test('starts by the clock of its time zone, never twice at a time', () => {
  expect(only(manifests(), 'CronWorkflow').spec).toMatchObject({
    schedules: ['0 6 * * MON-FRI'], timezone: 'Europe/Berlin', concurrencyPolicy: 'Forbid', workflowSpec: { workflowTemplateRef: { name: 'churn' } },
  });
  expect(manifests({ schedule: undefined, timeZone: undefined }).map(({ kind }) => kind)).not.toContain('CronWorkflow');
});

describe('fails when', () => {
  const train = (job: object) => ({ steps: { train: { train: { script: 'train.py', image, ...job } } } }) as Partial<TrainingPipelineProps>;
  test.each<[string, Partial<TrainingPipelineProps>, string]>([
    ['a framework shall bring an image', train({ image: undefined, framework: 'xgboost' }), 'steps.train.train: needs an "image" on Kubernetes'],
    ['a tag may move', train({ image: 'registry.example.com/train:latest' }), 'steps.train.train.image: must end in an exact tag or digest'],
    ['a place cannot be read', train({ inputs: { train: 'hf://acme/rows' } }), 'steps.train.train.inputs.train: must begin with s3://, gs:// or https://'],
    ['all of a bucket is read', train({ inputs: { train: 's3://acme-data' } }), 'steps.train.train.inputs.train: must name a folder or a file on Kubernetes'],
    ['a dataset is named that nobody has given', train({ inputs: { train: 'datasets.rows' } }), 'steps.train.train.inputs.train: there is no dataset "rows"'],
    ['a script is not there', train({ script: 'other.py' }), 'steps.train.train.script: there is no file "other.py"'],
    ['a machine is asked for', train({ compute: { type: 'ml.m5.large' } }), 'steps.train.train.compute.type: a type of machine is not there on Kubernetes: a cluster has its machines already; take `container`'],
    ['metrics are printed', train({ metrics: { auc: 'auc=(.+)' } }), 'steps.train.train.metrics: metrics that a script prints is not there on Kubernetes'],
    ['a text would be replaced', train({ hyperparameters: { note: '{{workflow.name}}' } }), 'steps.train.train.hyperparameters.note: must have no "{{" on Kubernetes'],
    ['a step is of SageMaker alone', { steps: { ask: { lambda: { functionName: 'ask' } } } } as object, 'steps.ask.lambda: a function is not there on Kubernetes'],
    ['nobody keeps versions', { tracker: undefined }, 'steps.register.register: needs a server of MLflow'],
    ['nothing writes to the place of files', { files: 'pvc://models/churn/' }, 'files: must begin with s3://, gs:// or https://'],
    ['a schedule has no five fields', { schedule: 'cron(0 6 L * ? *)', timeZone: undefined }, 'schedule: must be one that the five fields of a cluster\'s clock can say'],
    ['a metric is no path', { steps: { ...WHOLE.steps, evaluate: { process: { script: 'evaluate.py', image, metrics: { auc: "auc') || true", bias: 'bias' } } } } },
      'steps.evaluate.process.metrics.auc: must be names joined by dots on Kubernetes'],
    ['a name is none', { pipelineName: 'Churn' }, 'pipelineName: must be at most 48 lower-case letters'],
  ])('%s', (_, props, message) => {
    expect(() => manifests(props)).toThrow(message);
  });

  test('the folder of a script does not fit into the cluster', () => {
    const other = scriptFolder({ 'rows.csv': 'x'.repeat(701 * 1024) });
    expect(() => manifests({ sourceDirectory: other })).toThrow('at most 700 KiB fit');
    rmSync(other, { recursive: true });
  });
});
