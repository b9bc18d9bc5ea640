import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'cdk8s';
import { parseAllDocuments } from 'yaml';
import { LockDefinition, MlopsDefinition } from '../../lib/definition';
import { MlopsStacks } from '../../lib/synth/aws/mlops-stacks';
import { MlopsCharts } from '../../lib/synth/kubernetes';
import { writeManifests } from '../../lib/synth/kubernetes/manifests';
import { checkSystem } from '../../lib/synth/system/check-system';
import { SystemFiles } from '../../lib/synth/system/system-files';
import { Manifest, manifestsOf, only, podFindings } from '../kubernetes/manifests';

const aws = { region: 'eu-west-1' };
const edge = { kubernetes: { namespace: 'shop' } };
const bought = { artifact: 's3://acme-models/bought/7/', framework: 'sklearn' as const, endpoint: {} };
/** Trained on AWS, where the first environment is, and served at the edge. */
const learned: MlopsDefinition['models'][string] = {
  pipeline: {
    steps: {
      train: { train: { script: 'train.py', framework: 'xgboost' } },
      register: { register: { model: 'train.model' } },
    },
  },
  endpoint: {},
};
const system = (changes: Partial<MlopsDefinition> = {}): MlopsDefinition => ({ name: 'churn', environments: { edge }, models: { bought }, ...changes });
const version = 's3://acme-models/learned/8/';
const lock = (environments: LockDefinition['environments'] = {}): LockDefinition => ({ version: 1, environments });

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mlops-charts-'));
  writeFileSync(join(folder, 'train.py'), 'print(1)\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

const charts = (definition: MlopsDefinition, pinned?: LockDefinition) => new MlopsCharts(new App(), 'Churn', { definition, lock: pinned, directory: folder });
const faults = (definition: MlopsDefinition, pinned?: LockDefinition): string => {
  try {
    checkSystem(definition, pinned, folder);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

describe('an environment in a cluster', () => {
  test('has a namespace that admits restricted pods alone, and what runs there', () => {
    const { chart, endpoints, namespaceChart } = charts(system()).environments.edge!;
    const { metadata } = only(manifestsOf(namespaceChart!), 'Namespace');
    expect(metadata).toMatchObject({ name: 'shop', labels: { 'pod-security.kubernetes.io/enforce': 'restricted', 'app.kubernetes.io/part-of': 'churn' } });
    expect(metadata).not.toHaveProperty('namespace');
    expect(endpoints.bought!.url).toBe('http://churn-edge-bought-predictor.shop.svc.cluster.local');
    expect(only(manifestsOf(chart), 'InferenceService').metadata).toMatchObject({ name: 'churn-edge-bought', namespace: 'shop' });
    expect(podFindings(manifestsOf(chart))).toEqual([]);
  });

  test('leaves a namespace of others alone', () => {
    const shared = { kubernetes: { namespace: 'shop', shared: true } };
    expect(charts(system({ environments: { edge: shared } })).environments.edge!.namespaceChart).toBeUndefined();
  });

  test('serves in the way and as the identity that it says', () => {
    const irsa = { role: 'arn:aws:iam::111111111111:role/shop-models' };
    const { chart } = charts(system({ environments: { edge: { kubernetes: { namespace: 'shop', serving: 'container', identity: { irsa } } } } })).environments.edge!;
    expect(only(manifestsOf(chart), 'Deployment').metadata.name).toBe('churn-edge-bought');
    expect(only(manifestsOf(chart), 'ServiceAccount').metadata.annotations).toMatchObject({ 'eks.amazonaws.com/role-arn': irsa.role });
  });

  test('has a name that fits beside its namespace, whatever the names of system and model', () => {
    const namespace = 'a-namespace-with-a-long-name';
    const [endpoint] = Object.values(charts(system({ environments: { edge: { kubernetes: { namespace } } } })).environments.edge!.endpoints);
    expect(`${endpoint!.name}-predictor-${namespace}`.length).toBeLessThanOrEqual(63);
  });
});

describe('a cluster with Prometheus', () => {
  const watched = { kubernetes: { namespace: 'shop', prometheus: { labels: { release: 'prom' } } } };

  test('has every endpoint watched, and one without it none', () => {
    expect(Object.keys(charts(system({ environments: { edge: watched } })).environments.edge!.monitors)).toEqual(['bought']);
    expect(charts(system()).environments.edge!.monitors).toEqual({});
  });

  test('holds an endpoint to what its model says there', () => {
    const slo = { slo: { availability: 0.99 } };
    const { chart } = charts(system({ environments: { edge: { ...watched, models: { bought: { monitoring: slo } } } } })).environments.edge!;
    expect(JSON.stringify(only(manifestsOf(chart), 'PrometheusRule'))).toContain('14.4 * 0.01');
  });

  test.each<[string, Partial<MlopsDefinition>, string]>([
    ['alarms that nobody would see', { models: { bought: { ...bought, monitoring: { alarms: {} } } } },
      'models.bought.monitoring.alarms: needs the Prometheus of the cluster; give its environment "kubernetes.prometheus", or remove this'],
    ['a promise on AWS', { environments: { prod: { aws } }, models: { bought: { ...bought, monitoring: { slo: { availability: 0.99 } } } } },
      'models.bought.monitoring.slo: alarms by how fast a promise is used up is not there on AWS: nothing there weighs failures over several windows yet'],
    ['what an image of your own does not tell', {
      environments: { edge: { ...watched, models: { own: { monitoring: { alarms: { errorRate: 0.1 } } } } } },
      models: { own: { image: 'registry.example.com/churn:7', endpoint: {} } },
    }, 'environments.edge.models.own.monitoring.alarms.errorRate: cannot be seen on Kubernetes: an image of your own has metrics of its own'],
  ])('fails at %s', (_, changes, message) => {
    expect(faults(system(changes))).toContain(message);
  });

  test('fails at what the server of a pinned version does not tell', () => {
    const model = { ...learned, image: 'registry.example.com/churn:7', monitoring: { alarms: { latencyP99: '1s' } } };
    const both = system({ environments: { dev: { aws }, edge: watched }, models: { learned: model } });
    expect(faults(both, lock({ edge: { learned: { kubernetes: { artifact: version } } } })))
      .toContain('models.learned.monitoring.alarms.latencyP99: cannot be seen on Kubernetes');
  });
});

describe('a system that trains on AWS and answers in a cluster', () => {
  const both = system({ environments: { dev: { aws }, edge }, models: { learned } });

  test('has its endpoint in the cluster when a version is pinned, and not before', () => {
    expect(charts(both).environments.edge!.endpoints).toEqual({});
    const { chart } = charts(both, lock({ edge: { learned: { kubernetes: { artifact: version } } } })).environments.edge!;
    const all = manifestsOf(chart);
    expect(JSON.stringify(only(all, 'InferenceService'))).toContain(JSON.stringify(version));
    expect(only(all, 'ServingRuntime').spec).toMatchObject({ supportedModelFormats: [{ name: 'xgboost' }] });
  });

  test('has stacks for AWS alone', () => {
    const { App: CdkApp } = jest.requireActual<typeof import('aws-cdk-lib')>('aws-cdk-lib');
    const stacks = new MlopsStacks(new CdkApp(), 'Churn', { definition: both, directory: folder });
    expect(Object.keys(stacks.environments)).toEqual(['dev']);
  });

  test('may have datasets, features and tracking, which AWS keeps', () => {
    expect(faults({ ...both, datasets: { rows: {} }, tracking: { app: {} } })).toBe('');
    expect(faults(system({ datasets: { rows: {} } }))).toContain('datasets.rows: versioned data, kept and erased by rule is not there on Kubernetes: nothing there keeps data');
  });

  test('fails when a version of the wrong place is pinned', () => {
    const modelPackage = 'arn:aws:sagemaker:eu-west-1:111111111111:model-package/churn-dev-learned/7';
    expect(faults(both, lock({ edge: { learned: { aws: { modelPackage } } } })))
      .toContain('environments.edge.learned.aws: must be "kubernetes": "edge" is on Kubernetes');
    expect(faults(both, lock({ dev: { learned: { kubernetes: { artifact: version } } } })))
      .toContain('environments.dev.learned.kubernetes: must be "aws": "dev" is on AWS');
  });

  test('fails when nothing says what loads a pinned version', () => {
    const image = { script: 'train.py', image: '111111111111.dkr.ecr.eu-west-1.amazonaws.com/train:1' };
    const model = { ...learned, image: undefined, pipeline: { steps: { ...learned.pipeline!.steps, train: { train: image } } } };
    expect(faults({ ...both, models: { learned: model } }, lock({ edge: { learned: { kubernetes: { artifact: version } } } })))
      .toContain('models.learned: needs a "framework" or an "image" that loads its versions on Kubernetes');
  });
});

describe('training', () => {
  const training = { files: 's3://acme-models/runs/' };
  const image = 'registry.example.com/train:7';
  const inCluster = system({
    environments: { edge: { kubernetes: { namespace: 'shop', training, identity: { podIdentity: {} } } } },
    tracking: { server: {} },
    models: {
      learned: {
        framework: 'sklearn',
        endpoint: {},
        pipeline: {
          steps: {
            train: { train: { script: 'train.py', image } }, register: { register: { model: 'train.model' } },
          },
        },
      },
    },
  });

  test('runs beside what it serves and where it is recorded, as somebody else when it says so', () => {
    const pinned = lock({ edge: { learned: { kubernetes: { artifact: version } } } });
    const { chart, endpoints, pipelines, tracker } = charts(inCluster, pinned).environments.edge!;
    expect(pipelines.learned!.pipelineName).toBe('churn-edge-learned-training');
    expect(Object.keys(endpoints)).toEqual(['learned']);
    const workflow = JSON.stringify(only(manifestsOf(chart), 'WorkflowTemplate'));
    expect(workflow).toContain(tracker!.trackingUri);
    expect(workflow).toContain('{"name":"MODEL_NAME","value":"churn-edge-learned"}');
    expect(workflow).toContain('"key":"runs/churn-edge-learned-training/{{workflow.name}}/train/model"');
    expect(podFindings(manifestsOf(chart))).toEqual([]);
    const identity = { gke: { serviceAccount: 'train@acme.iam.gserviceaccount.com' } };
    const alone = { edge: { kubernetes: { namespace: 'shop', training: { ...training, identity } } } };
    const own = charts({ ...inCluster, environments: alone }).environments.edge!;
    const accounts = manifestsOf(own.chart).filter(({ kind, metadata }) => kind === 'ServiceAccount' && metadata.annotations !== undefined);
    expect(accounts.filter(({ metadata }) => Object.keys(metadata.annotations!).length > 0).map(({ metadata }) => metadata.name)).toEqual(['churn-edge-learned-training']);
  });

  test('that registers asks for a server of MLflow', () => {
    expect(faults({ ...inCluster, tracking: undefined })).toContain('models.learned.pipeline.steps.register.register: needs a server of MLflow');
  });

  test('is told to who looks after the cluster', () => {
    const home = join(folder, 'trained');
    writeFileSync(`${home}.yaml`, JSON.stringify(inCluster));
    writeManifests(SystemFiles.read(`${home}.yaml`).check(), home);
    const guide = readFileSync(join(home, 'kubernetes/edge/README.md'), 'utf8');
    for (const said of ['Argo Workflows 3.6', 'writes below s3://acme-models/runs/', 'workflowtemplate/churn-edge-learned-training', '--service-account churn-edge-learned-training']) {
      expect(guide).toContain(said);
    }
  });
});

describe('training runs', () => {
  const recorded = (place: object = {}, changes: Partial<MlopsDefinition> = {}) =>
    system({ environments: { edge: { kubernetes: { namespace: 'shop', ...place } } }, tracking: { server: {} }, ...changes });

  test('are recorded where nothing else is trained: in the first environment, as it says', () => {
    const { chart, tracker } = charts(recorded({ tracking: { hosts: ['mlflow.example.com'] } })).environments.edge!;
    expect(tracker!.trackingUri).toBe('http://churn-edge-mlflow.shop.svc.cluster.local');
    expect(JSON.stringify(only(manifestsOf(chart), 'Deployment'))).toContain('mlflow.example.com');
    expect(podFindings(manifestsOf(chart))).toEqual([]);
  });

  test('are recorded on AWS when models are trained there', () => {
    const both = system({ environments: { dev: { aws }, edge }, models: { learned }, tracking: { app: {} } });
    expect(charts(both).environments.edge!.tracker).toBeUndefined();
    expect(faults({ ...both, environments: { dev: { aws }, edge: { kubernetes: { namespace: 'shop', tracking: {} } } } }))
      .toContain('environments.edge.kubernetes.tracking: has no meaning: runs are recorded where models are trained');
  });

  test.each<[string, MlopsDefinition, string]>([
    ['no server is wanted', recorded({}, { tracking: { app: {} } }), 'tracking.app: training runs, without a server is not there on Kubernetes'],
    ['a release has no image', recorded({}, { tracking: { server: { version: '3.0' } } }), 'tracking.server.version: must have three numbers on Kubernetes'],
    ['a client is no namespace', recorded({ tracking: { clients: ['A'] } }), 'environments.edge.kubernetes.tracking.clients[0]: must be a namespace'],
    ['an endpoint has the name of the server', recorded({}, { models: { bought: { ...bought, endpoint: { name: 'churn-edge-mlflow' } } } }),
      'models.bought.endpoint: must have another "name" in "edge": that of the tracking server is "churn-edge-mlflow" too'],
  ])('fails when %s', (_, definition, message) => {
    expect(faults(definition)).toContain(message);
  });
});

describe('fails when', () => {
  test.each<[string, Partial<MlopsDefinition>, string]>([
    ['a model is trained in the cluster, and nothing says where its files go', { models: { learned } },
      'environments.edge.kubernetes: needs "training": "learned" is trained here; say where models are kept'],
    ['a place for files is given, and nothing is trained', { environments: { edge: { kubernetes: { namespace: 'shop', training: { files: 's3://acme-models/' } } } } },
      'environments.edge.kubernetes.training: has no meaning: no model is trained here by steps; remove it'],
    ['files of training go where no workflow writes', { environments: { edge: { kubernetes: { namespace: 'shop', training: { files: 'pvc://models/' } } } }, models: { learned } },
      'environments.edge.kubernetes.training.files: must begin with s3://, gs:// or https://'],
    ['AWS is asked for a share of a machine', {
      environments: { dev: { aws } },
      models: {
        learned: {
          ...learned, pipeline: { steps: { train: { train: { ...learned.pipeline!.steps!.train!.train, compute: { container: { cpu: 2 } } } } } },
        },
      },
    }, 'models.learned.pipeline.steps.train.train.compute.container: a share of a machine is not there on AWS: SageMaker gives a job whole machines; take `type`'],
    ['the endpoint asks for machines', { models: { bought: { ...bought, endpoint: { compute: { instances: {} } } } } }, 'models.bought.endpoint.compute.instances: answers from machines is not there on Kubernetes'],
    ['data is watched', { models: { bought: { ...bought, monitoring: { dataDrift: {} as object } } } }, 'models.bought.monitoring.dataDrift: drift of the inputs is not there on Kubernetes'],
    ['AWS is asked for containers', { environments: { prod: { aws } }, models: { bought: { ...bought, endpoint: { compute: { containers: {} } } } } },
      'models.bought.endpoint.compute.containers: answers from copies of a container is not there on AWS: SageMaker gives an endpoint whole machines; take `instances`'],
    ['an environment is at two places', { environments: { edge: { ...edge, aws } } }, 'environments.edge'],
    ['two models have one endpoint', { models: { bought: { ...bought, endpoint: { name: 'churn' } }, other: { ...bought, endpoint: { name: 'churn' } } } },
      'models.other.endpoint: must have a "name" of its own in "edge": that of "bought" is "churn" too'],
    ['a name does not fit, said where it is written', { environments: { edge: { ...edge, models: { bought: { endpoint: { name: 'A' } } } } } },
      'environments.edge.models.bought.endpoint.name: must be lower-case letters'],
    ['a namespace is none', { environments: { edge: { kubernetes: { namespace: 'Shop' } } } }, 'environments.edge.kubernetes.namespace: must be a namespace'],
    ['a namespace leaves no room for names', { environments: { edge: { kubernetes: { namespace: 'a-namespace-with-a-rather-long-name-of-its-own' } } } },
      'environments.edge.kubernetes.namespace: must have at most 36 letters on KServe, which makes one host name of it and of an endpoint, got 46'],
  ])('%s', (_, changes, message) => {
    expect(faults(system(changes))).toContain(message);
  });
});

describe('what is recorded', () => {
  const state = (recorded: NonNullable<LockDefinition['state']>): LockDefinition => ({ ...lock(), state: recorded });

  test('agrees with the definition it was recorded of', () => {
    expect(faults(system(), state({ edge: { system: 'churn', kubernetes: { namespace: 'shop' } } }))).toBe('');
  });

  test.each<[string, MlopsDefinition, NonNullable<LockDefinition['state']>, string]>([
    ['another namespace', system({ environments: { edge: { kubernetes: { namespace: 'shops' } } } }), { edge: { system: 'churn', kubernetes: { namespace: 'shop' } } },
      'environments.edge.kubernetes.namespace: must stay "shop", got "shops": endpoints would be made anew'],
    ['a move from AWS to a cluster', system(), { edge: { system: 'churn', aws: { region: 'eu-west-1' } } },
      'environments.edge.kubernetes: must stay "on AWS", got "on Kubernetes": all would be made anew there, and its buckets, key and stacks left behind; '
      + 'to do it on purpose, remove "state.edge" from mlops.lock.json'],
    ['a move from a cluster to AWS', system({ environments: { edge: { aws } } }), { edge: { system: 'churn', kubernetes: { namespace: 'shop' } } },
      'environments.edge.aws: must stay "on Kubernetes", got "on AWS"'],
    ['an environment that is gone', system(), { north: { system: 'churn', kubernetes: { namespace: 'north' } } },
      'state.north: there is no environment "north"'],
  ])('fails at %s', (_, definition, recorded, message) => {
    expect(faults(definition, state(recorded))).toContain(message);
  });
});

describe('the files', () => {
  const written = (name: string, definition: string): string => {
    const home = join(folder, name);
    const file = `${home}.yaml`;
    writeFileSync(file, definition);
    writeManifests(SystemFiles.read(file).check(), home);
    return join(home, 'kubernetes');
  };
  const DEFINITION = [
    'name: churn',
    'environments:',
    '  edge: { kubernetes: { namespace: shop, identity: { gke: { serviceAccount: models@acme.iam.gserviceaccount.com } } } }',
    '  plain: { kubernetes: { namespace: plain, serving: container, shared: true } }',
    '  seen: { kubernetes: { namespace: seen, prometheus: { labels: { release: prom }, dashboard: operator } } }',
    'models:',
    '  bought:',
    '    artifact: gs://acme-models/bought/7/',
    '    framework: pytorch',
    '    endpoint: { compute: { containers: { gpus: 1, scale: { max: 3 } } }, kubernetes: { server: torchserve } }',
    '',
  ].join('\n');

  test('are the objects in the order in which they are applied', () => {
    const out = written('waves', DEFINITION);
    const kinds = (environment: string) => Object.fromEntries(readdirSync(join(out, environment)).filter(file => file.endsWith('.yaml')).map(file =>
      [file, parseAllDocuments(readFileSync(join(out, environment, file), 'utf8')).map(document => (document.toJS() as Manifest).kind)]));
    expect(kinds('edge')).toEqual({
      '1-prerequisites.yaml': ['Namespace'],
      '2-configuration.yaml': ['ServiceAccount', 'NetworkPolicy', 'ServingRuntime'],
      '3-models.yaml': ['PodDisruptionBudget', 'InferenceService'],
    });
    expect(kinds('plain')).toEqual({
      '2-configuration.yaml': ['ServiceAccount', 'NetworkPolicy'],
      '3-models.yaml': ['PodDisruptionBudget', 'Deployment', 'Service', 'HorizontalPodAutoscaler'],
    });
  });

  test('are those of monitoring last, so that a cluster without Prometheus serves all the same', () => {
    const home = join(written('monitoring', DEFINITION), 'seen');
    const kinds = parseAllDocuments(readFileSync(join(home, '4-monitoring.yaml'), 'utf8')).map(document => (document.toJS() as Manifest).kind);
    expect(kinds).toEqual(['PodMonitor', 'PrometheusRule', 'GrafanaDashboard']);
    const guide = readFileSync(join(home, 'README.md'), 'utf8');
    for (const said of ['The Prometheus Operator', '`release: prom`', 'kube-state-metrics', 'The Grafana Operator 5', 'metrics_mode=prometheus',
      'churn-seen-bought: how long its requests take']) {
      expect(guide).toContain(said);
    }
  });

  test('replace what was written before, and nothing that somebody else keeps beside it', () => {
    const out = written('again', DEFINITION);
    writeFileSync(join(out, 'edge/kustomization.yaml'), 'resources: []');
    written('again', DEFINITION.replace('namespace: shop,', 'namespace: shop, shared: true,'));
    expect(readdirSync(join(out, 'edge')).sort()).toEqual(['2-configuration.yaml', '3-models.yaml', 'README.md', 'kustomization.yaml']);
  });

  test('say what the cluster needs, whom its cloud must trust, and what is old', () => {
    const guide = readFileSync(join(written('guide', DEFINITION), 'edge/README.md'), 'utf8');
    for (const said of ['KServe 0.20.0', 'metrics server', 'device plug-in', '[shop/churn-edge-bought]', 'kubectl apply --server-side -f 3-models.yaml', 'TorchServe is no longer maintained']) {
      expect(guide).toContain(said);
    }
  });

  test('are the same, byte for byte, at another time', () => {
    const read = (out: string) => readdirSync(out, { recursive: true, encoding: 'utf8' }).sort().filter(file => /\.(yaml|md)$/.test(file))
      .map(file => readFileSync(join(out, file), 'utf8'));
    const first = read(written('first', DEFINITION));
    jest.useFakeTimers({ now: new Date('2031-01-01') });
    const second = read(written('second', DEFINITION));
    jest.useRealTimers();
    expect(first.length).toBe(12);
    expect(second).toEqual(first);
  });
});
