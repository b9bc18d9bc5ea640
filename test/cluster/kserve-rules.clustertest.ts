import { ApiServer } from './api-server';
import { clusterFor, defineNamespace, environments } from './cluster';
import { changed, Manifest } from './manifest';
import { EndpointDefinition, ModelDefinition } from '../../lib/definition';
import { checkSystem } from '../../lib/synth/system/check-system';

/**
 * What KServe's webhooks refuse of an InferenceService, and where the same is said when a definition is checked; or that no definition asks
 * for it. The other way round, what they let pass although nothing good comes of it.
 */
const NAMESPACE = 'kserve-rules';
const services = environments().flatMap(({ waves }) => waves.flatMap(({ manifests }) => manifests)).filter(({ kind }) => kind === 'InferenceService');
const scaled = services.find(({ spec }) => JSON.stringify(spec).includes('"scaleTarget"'))!;
let server: ApiServer;

beforeAll(async () => {
  server = await clusterFor(services);
  await defineNamespace(server, NAMESPACE);
}, 600_000);

const answer = (path: readonly string[], value: unknown) =>
  server.create(changed({ ...scaled, metadata: { ...scaled.metadata, namespace: NAMESPACE } } as Manifest, path, value), { isTrial: true });

const endpoint = (changes: EndpointDefinition): Partial<ModelDefinition> => ({ endpoint: changes });
const scale = (changes: object) => endpoint({ compute: { containers: { scale: { max: 3, ...changes } } } });

/** What the check says of a definition with one model. */
function checked(model: Partial<ModelDefinition>): string {
  try {
    checkSystem({
      name: 'shop',
      environments: { edge: { kubernetes: { namespace: NAMESPACE } } },
      models: { churn: { artifact: 's3://acme/churn/7/', framework: 'sklearn', endpoint: {}, ...model } },
    }, undefined, __dirname);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

test('the service is accepted as it is', async () => {
  expect(await answer([], undefined)).toMatchObject({ status: 201, warnings: [] });
  expect(checked({})).toBe('');
});

const PREDICTOR = ['spec', 'predictor'];
const MODEL = [...PREDICTOR, 'model'];
const CLASS = ['metadata', 'annotations', 'serving.kserve.io/autoscalerClass'];

/** A fault in what is applied, the same in a definition, and what is said of it. */
interface Fault { readonly path: readonly string[]; readonly value: unknown; readonly ours: Partial<ModelDefinition>; readonly said: string }

test.each<[what: string, refusal: RegExp, fault: Fault]>([
  ['a name that begins with a digit', /must consist of lower case alphanumeric/, {
    path: ['metadata', 'name'], value: '1a', ours: endpoint({ name: '1a' }), said: 'name: must be lower-case letters',
  }],
  ['a name with an underscore', /Invalid value: "a_b"/, {
    path: ['metadata', 'name'], value: 'a_b', ours: endpoint({ name: 'a_b' }), said: 'name: must be letters, digits and hyphens',
  }],
  ['fewest above most', /'MinReplicas' cannot be greater than MaxReplicas/, {
    path: [...PREDICTOR, 'minReplicas'], value: 9, ours: scale({ min: 9 }), said: 'scale.min: must be at most',
  }],
  ['fewer than none', /'MinReplicas' cannot be less than 0/, {
    path: [...PREDICTOR, 'minReplicas'], value: -1, ours: scale({ min: -1 }), said: 'scale.min: must be',
  }],
  ['more of a processor than there is', /should be a \[1-100\] integer/, {
    path: [...PREDICTOR, 'scaleTarget'], value: 150, ours: scale({ utilization: 1.5 }), said: 'scale.utilization: must be',
  }],
  ['where Python looks for code', /setting PYTHONPATH in container/, {
    path: [...MODEL, 'env'],
    value: [{ name: 'PYTHONPATH', value: '/opt' }],
    ours: { environment: { PYTHONPATH: '/opt' } },
    said: 'environment.PYTHONPATH: is refused by KServe',
  }],
])('KServe and the check refuse %s', async (_, refusal, { path, value, ours, said }) => {
  expect((await answer(path, value)).body.message).toMatch(refusal);
  expect(checked(ours)).toContain(said);
});

test.each<[what: string, path: readonly string[], value: unknown, message: RegExp]>([
  ['an autoscaler that it does not know', CLASS, 'banana', /\[banana\] is not a supported autoscaler class type/],
  ['scaling by requests in its Standard mode', [...PREDICTOR, 'scaleMetric'], 'concurrency', /\[concurrency\] is not a supported metric/],
  ['a log of no kind', [...PREDICTOR, 'logger'], { url: 'http://log' }, /invalid logger/i],
  ['a predictor without a model', MODEL, undefined, /denied the request: panic/],
  ['shares of requests that are more than all', ['spec', 'canary'],
    [{ trafficPercent: 101, predictor: { name: 'v2', model: { name: '', modelFormat: { name: 'sklearn' } } } }], /trafficPercent/],
])('KServe refuses what no definition asks for: %s', async (_, path, value, message) => {
  expect((await answer(path, value)).body.message).toMatch(message);
});

test.each<[what: string, fault: Fault]>([
  ['a name that leaves no room for the host name', {
    path: ['metadata', 'name'], value: 'a'.repeat(61), ours: endpoint({ name: 'a'.repeat(61) }), said: 'name: must have at most',
  }],
  ['a server that cannot load the model', {
    path: [...MODEL, 'runtime'], value: 'vllm', ours: endpoint({ kubernetes: { server: 'vllm' } }), said: 'kubernetes.server: must be "mlserver"',
  }],
])('the check refuses what KServe lets pass: %s', async (_, { path, value, ours, said }) => {
  expect(await answer(path, value)).toMatchObject({ status: 201 });
  expect(checked(ours)).toContain(said);
});
