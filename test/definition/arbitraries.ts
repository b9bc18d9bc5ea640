import * as fc from 'fast-check';
import { MlopsDefinition } from '../../lib/definition/mlops-definition';

/** Picks a value of an arbitrary; shrinks with the whole. */
type Pick = fc.GeneratorValue;

const NAMES = ['churn', 'risk', 'a', 'default-risk', 'x1', 'Fraud', 'price-of-goods', 'm'];
const STEP_KINDS = ['createModel', 'lambda', 'callback', 'emr', 'explain', 'tune'] as const;

/** Definitions without a fault, on AWS too; their scripts are `src/prepare.py`, `src/train.py` and `src/evaluate.py`. */
export const definitions: fc.Arbitrary<MlopsDefinition> = fc.gen().map(rightDefinition);

export function rightDefinition(pick: Pick): MlopsDefinition {
  return compact(system(pick)) as MlopsDefinition;
}

/** Any plain data that was a definition before somebody edited it badly: one to three times. */
export const brokenDefinitions: fc.Arbitrary<unknown> = fc.tuple(definitions, fc.gen()).map(([definition, pick]) => {
  let broken: unknown = JSON.parse(JSON.stringify(definition));
  const edits = pick(fc.integer, { min: 1, max: 3 });
  for (let edit = 0; edit < edits; edit++) broken = mutate(broken, pick);
  return broken;
});

/** What every object of JavaScript has. */
export const PROTOTYPE_NAMES = ['__proto__', 'constructor', 'hasOwnProperty', 'isPrototypeOf', 'prototype', 'toLocaleString', 'toString', 'valueOf'] as const;

/** Values that nobody should write, and some do. */
export const ODD_VALUES: readonly unknown[] = [
  null, true, false, '', ' ', 'x', 'datasets.', '.model', 'a.b.c', 'parameters.', 's3://', '🚀', 'a'.repeat(300), '../../etc/passwd',
  -1, 0, 0.5, 1e308, -1e308, 2 ** 53, [], {}, [null], [[]], { a: 1 }, ['a', 'a'], '15m', 's3://bucket/x', '${Token[A.1]}',
  '\u0000', 'a\nb', '.', '/', 'src', 'src/', './src/train.py', '\u200b', ...PROTOTYPE_NAMES, ...PROTOTYPE_NAMES.map(name => `datasets.${name}`),
];

export const ODD_KEYS = ['', ' ', 'x', 'x-a', ...PROTOTYPE_NAMES, 'a.b', 'a\nb', '\u0000', '<<', 'a/b~c', '0', 'é', 'a'.repeat(100), 'UPPER', 'name'];

/** Deletes, renames, replaces, copies or swaps one value that is somewhere in the data. */
export function mutate(value: unknown, pick: Pick): unknown {
  const copy = JSON.parse(JSON.stringify(value ?? null)) as unknown;
  const places = containers(copy).flatMap(container => Object.keys(container).map(key => ({ container: container as Record<string, unknown>, key })));
  if (places.length === 0) return pick(fc.constantFrom, ...ODD_VALUES);
  const { container, key } = pick(fc.constantFrom, ...places);
  const odd = pick(fc.constantFrom, ...ODD_VALUES);
  const newKey = pick(fc.constantFrom, ...ODD_KEYS, `${key}s`, key.slice(1), key.toUpperCase());
  const other = pick(fc.constantFrom, ...places);
  switch (pick(fc.constantFrom, 'copy', 'delete', 'insert', 'rename', 'replace', 'swap', 'text')) {
    case 'copy': define(container, newKey, container[key]); break;
    case 'delete': delete container[key]; break;
    case 'insert': define(container, newKey, odd); break;
    case 'rename': define(container, newKey, container[key]); delete container[key]; break;
    case 'swap': define(container, key, JSON.parse(JSON.stringify(other.container[other.key] ?? null))); break;
    case 'text': define(container, key, typeof container[key] === 'string' ? Number(container[key]) : JSON.stringify(container[key])); break;
    default: define(container, key, odd);
  }
  return JSON.parse(JSON.stringify(copy));
}

function define(container: object, key: string, value: unknown): void {
  Object.defineProperty(container, key, { value, configurable: true, enumerable: true, writable: true });
}

function containers(value: unknown): object[] {
  if (value === null || typeof value !== 'object') return [];
  return [value, ...Object.values(value).flatMap(containers)];
}

function compact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(compact);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined).map(([key, entry]) => [key, compact(entry)]));
}

function maybe<T>(pick: Pick, make: () => T): T | undefined {
  return pick(fc.boolean) ? make() : undefined;
}

function names(pick: Pick, min: number, max: number): string[] {
  return pick(() => fc.uniqueArray(fc.constantFrom(...NAMES), { minLength: min, maxLength: max }));
}

function entriesOf<T>(keys: readonly string[], make: (key: string) => T): { [key: string]: T } {
  return Object.fromEntries(keys.map(key => [key, make(key)]));
}

function system(pick: Pick): unknown {
  const datasets = names(pick, 0, 2);
  const features = names(pick, 0, 2);
  const models = names(pick, 1, 3);
  const environments = pick(fc.subarray<string>, ['dev', 'test', 'prod'], { minLength: 1 });
  const accounts = pick(fc.boolean);
  // A version is deployed in the region where it is registered.
  const region = pick(fc.constantFrom, 'eu-west-1', 'us-east-1');
  const trained = models.filter(() => pick(fc.boolean));
  return {
    name: pick(fc.constantFrom, 'credit-risk', 'a', 'shop2'),
    owner: maybe(pick, () => 'team@example.com'),
    environments: entriesOf(environments, name => ({
      protected: maybe(pick, () => name === 'prod'),
      aws: {
        region,
        account: accounts ? '111111111111' : undefined,
        network: maybe(pick, () => ({ isolated: { availabilityZones: maybe(pick, () => 2) } })),
      },
      models: maybe(pick, () => entriesOf(models.slice(0, 1), () => ({ endpoint: { compute: { instances: { type: 'ml.m5.large', count: 1 } }, rollout: { allAtOnce: {} } } }))),
    })),
    datasets: entriesOf(datasets, () => ({
      classification: maybe(pick, () => pick(fc.constantFrom, 'public', 'internal', 'confidential', 'restricted')),
      personalData: maybe(pick, () => pick(fc.boolean)),
      ...pick(() => fc.constantFrom<object>({ retention: '30d' }, { retention: '2y', versioning: { s3: {} } }, { versioning: { dvc: {} } }, { versioning: { gitLfs: {} } }, {})),
    })),
    features: entriesOf(features, () => ({
      recordId: 'id',
      eventTime: 'at',
      schema: entriesOf(pick(fc.subarray<string>, ['income', 'age', 'region']), () => pick(fc.constantFrom, 'string', 'fractional', 'integral')),
      online: maybe(pick, () => ({ ttl: maybe(pick, () => '30d') })),
      offline: { format: maybe(pick, () => pick(fc.constantFrom, 'iceberg', 'parquet')) },
    })),
    models: entriesOf(models, name => model(pick, trained.includes(name), datasets, features)),
    delivery: maybe(pick, () => accounts && pick(fc.boolean) ? pick(() => fc.constantFrom<object>(
      { githubActions: { repository: 'acme@1/risk@2' } }, { gitlabCi: { project: 'acme/risk', image: 'acme/deliver:1' } },
      { jenkins: { url: 'https://jenkins.acme.example', job: 'acme/risk' } },
      { cloudBuild: { project: 'acme-risk', region: 'europe-west4', repository: 'github/risk', image: 'acme/deliver:1' } },
      { azurePipelines: { organization: 'acme', project: 'ml', issuer: { azureDevOps: { organizationId: '11111111-2222-3333-4444-555555555555' } } } },
    )) : ({
      codePipeline: { source: { github: { repository: 'acme/risk', connection: 'arn:aws:codeconnections:eu-west-1:111111111111:connection/11111111-2222-3333-4444-555555555555' } } },
    })),
    tracking: maybe(pick, () => ({ app: {} })),
    tags: maybe(pick, () => ({ team: 'risk' })),
  };
}

function model(pick: Pick, trained: boolean, datasets: string[], features: string[]): unknown {
  const source = trained ? { pipeline: pipeline(pick, datasets, features) } : { artifact: 's3://acme-models/7/model.tar.gz', ...pick(() => fc.constantFrom<object>({ framework: 'xgboost' }, { framework: 'sklearn', entryPoint: 'inference.py' })) };
  const kind = pick(fc.constantFrom, 'instances', 'serverless', 'asynchronous');
  return {
    ...source,
    risk: maybe(pick, () => pick(fc.constantFrom, 'low', 'medium', 'high')),
    intendedUse: maybe(pick, () => 'Rank consumers.'),
    endpoint: endpoint(pick, kind),
    monitoring: kind === 'instances' ? maybe(pick, () => monitoring(pick, trained, datasets)) : undefined,
    batch: datasets[0] === undefined ? undefined : maybe(pick, () => ({ input: `datasets.${datasets[0]}`, schedule: maybe(pick, () => 'weekly') })),
  };
}

function endpoint(pick: Pick, kind: 'asynchronous' | 'instances' | 'serverless'): unknown {
  if (kind === 'serverless') return { compute: { serverless: { memory: '2GiB', maxConcurrency: maybe(pick, () => pick(fc.integer, { min: 1, max: 200 })) } } };
  if (kind === 'asynchronous') return { asynchronous: {}, compute: { instances: { type: 'ml.m5.large', scale: maybe(pick, () => ({ min: 0, max: pick(fc.integer, { min: 1, max: 9 }) })) } } };
  const count = pick(fc.integer, { min: 2, max: 4 });
  return {
    compute: {
      instances: {
        type: pick(fc.constantFrom, 'ml.m5.large', 'ml.c5.xlarge'),
        count,
        scale: maybe(pick, () => ({ min: count, max: pick(fc.integer, { min: count, max: 9 }), invocationsPerMinute: maybe(pick, () => 600) })),
      },
    },
    rollout: maybe(pick, () => pick(() => fc.constantFrom<object>({ allAtOnce: {} }, { canary: { percent: 50, wait: '10m' } }, { rolling: { percent: 50 } }))),
    capture: maybe(pick, () => ({ percent: pick(fc.integer, { min: 1, max: 100 }) })),
  };
}

function monitoring(pick: Pick, trained: boolean, datasets: string[]): unknown {
  const baseline = trained ? 'prepare.train' : 's3://acme-data/baseline/';
  const bound = () => ({ atLeast: pick(fc.double, { min: 0, max: 1, noNaN: true }) });
  const checks = {
    dataDrift: maybe(pick, () => ({ baseline, schedule: maybe(pick, () => pick(fc.constantFrom, 'hourly', 'daily')) })),
    quality: maybe(pick, () => ({ labels: datasets[0] === undefined ? 's3://acme-data/labels/' : `datasets.${datasets[0]}`, metrics: { auc: bound() } })),
    fairness: maybe(pick, () => ({ segments: ['sex'], metrics: { selectionRateGap: { atMost: 0.1 } } })),
  };
  const findsDrift = checks.dataDrift !== undefined || checks.quality !== undefined;
  return {
    ...checks,
    alarms: maybe(pick, () => ({ errorRate: 0.01 })),
    onDrift: findsDrift && trained ? maybe(pick, () => ({ retrain: {} })) : undefined,
  };
}

function pipeline(pick: Pick, datasets: string[], features: string[]): unknown {
  const inputs = { ...entriesOf(datasets.slice(0, 1), name => `datasets.${name}`), ...entriesOf(features.slice(0, 1).map(name => `f-${name}`), name => `features.${name.slice(2)}`) };
  const more = pick(fc.subarray<(typeof STEP_KINDS)[number]>, [...STEP_KINDS]);
  const gated = pick(fc.boolean);
  return {
    parameters: { minAuc: 0.7, rounds: 100 },
    cache: maybe(pick, () => '1d'),
    schedule: maybe(pick, () => 'weekly'),
    steps: {
      prepare: { process: { script: 'src/prepare.py', inputs, outputs: ['train', 'test'] } },
      train: { train: { script: 'src/train.py', framework: 'xgboost', inputs: { train: 'prepare.train' }, hyperparameters: { rounds: 'parameters.rounds' } } },
      evaluate: { process: { script: 'src/evaluate.py', inputs: { model: 'train.model', test: 'prepare.test' }, metrics: { auc: 'metrics.auc.value' } } },
      gate: gated ? { condition: { metric: 'evaluate.auc', atLeast: 'parameters.minAuc', then: ['register'], otherwise: ['stop'] } } : undefined,
      stop: gated ? { fail: { message: 'Too weak.' } } : undefined,
      register: extraStep('register', pick),
      ...Object.fromEntries(more.map(kind => [kind, extraStep(kind, pick)])),
      steady: more.includes('explain') ? maybe(pick, () => ({ condition: { metric: 'explain.stability', atLeast: 0.5, then: ['unsteady'] } })) : undefined,
      unsteady: more.includes('explain') ? { fail: { message: 'Explained by chance.' }, after: ['explain'] } : undefined,
    },
  };
}

function extraStep(kind: 'register' | (typeof STEP_KINDS)[number], pick: Pick): unknown {
  switch (kind) {
    case 'register': return { register: { model: 'train.model', metrics: 'evaluate' } };
    case 'createModel': return { createModel: { model: 'train.model' } };
    case 'lambda': return { lambda: { functionName: 'notify', inputs: { rounds: 'parameters.rounds' } }, after: ['train'] };
    case 'callback': return { callback: { queueName: 'people' }, after: ['evaluate'] };
    case 'explain': return { explain: explanation(pick) };
    case 'emr': return { emr: { clusterId: 'j-2AXXXXXXGAPLF', jar: 's3://acme/jobs/a.jar' } };
    default: return {
      tune: {
        script: 'src/train.py',
        framework: 'xgboost',
        inputs: { train: 'prepare.train' },
        metrics: { auc: 'auc=([0-9.]+)' },
        objective: 'auc',
        ranges: { eta: { continuous: [0.1, 0.5] }, depth: { integer: [2, 9] } },
      },
    };
  }
}

function explanation(pick: Pick): unknown {
  return {
    ...pick(() => fc.constantFrom<object>({ model: 'train.model', entryPoint: 'inference.py' }, { model: 'train.model', framework: 'sklearn' },
      { model: 's3://acme/model.tar.gz', framework: 'xgboost' }, { endpoint: 'churn-prod' })),
    data: 'prepare.test',
    columns: maybe(pick, () => ({ label: 'outcome', ignore: ['id', 'name'] })),
    request: maybe(pick, () => ({ format: pick(fc.constantFrom, 'csv', 'records', 'instances', 'split') })),
    rows: maybe(pick, () => pick(() => fc.constantFrom<object>({ highest: 2 }, { first: 1 }, { at: [0, 4] }))),
    sampling: maybe(pick, () => ({ size: pick(fc.integer, { min: 1, max: 500 }) })),
    methods: { shap: {}, lime: maybe(pick, () => ({ samples: 100 })), partialDependence: maybe(pick, () => ({ features: ['age'] })) },
    stability: maybe(pick, () => ({ atLeast: pick(fc.double, { min: 0, max: 1, noNaN: true }) })),
    timeout: maybe(pick, () => '2h'),
  };
}
