import { ApiServer } from './api-server';
import { clusterFor, defineNamespace, environments } from './cluster';
import { at, changed, Manifest } from './manifest';
import { podsOf } from './pods';
import { compare } from './stored';

/** What is written for clusters, with one fault planted: what `manifests.clustertest.ts` finds nothing of is found when it is there. */
const all = environments().flatMap(({ waves }) => waves.flatMap(({ manifests }) => manifests));
const NAMESPACE = 'faults';
let server: ApiServer;

/** A manifest that breaks a rule which its custom resource says in CEL. */
const TWO_FOLDERS: Manifest = {
  apiVersion: 'grafana.integreatly.org/v1beta1',
  kind: 'GrafanaDashboard',
  metadata: { name: 'two-folders', namespace: NAMESPACE },
  spec: { instanceSelector: {}, json: '{}', folderUID: 'one', folderRef: 'another' },
};

beforeAll(async () => {
  server = await clusterFor([...all, TWO_FOLDERS]);
  await defineNamespace(server, NAMESPACE);
  for (const manifest of all.filter(({ kind }) => kind === 'ServiceAccount')) await server.apply(here(manifest));
}, 600_000);

/** The same in the namespace of this test. */
function here(manifest: Manifest): Manifest {
  return { ...manifest, metadata: { ...manifest.metadata, namespace: NAMESPACE } };
}

/** The first of its kind that has what is changed. */
function first(kind: string, path: readonly string[] = []): Manifest {
  const found = all.find(manifest => manifest.kind === kind && at(manifest, path.slice(0, -1)) !== undefined);
  if (!found) throw new Error(`no ${kind} has ${path.join('.')}`);
  return here(found);
}

const POD = ['spec', 'template', 'spec'];

/** Whether a container that fetches the model runs before the others. */
function downloadsFirst(manifest: Manifest): boolean {
  return manifest.kind === 'Deployment' && at(manifest, [...POD, 'initContainers', '0', 'name']) === 'storage-initializer';
}

const PROBE = [...POD, 'containers', '0', 'livenessProbe'];
const AMOUNTS = [...POD, 'containers', '0', 'resources'];

test.each<[what: string, kind: string, path: readonly string[], value: unknown, message: RegExp]>([
  ['a field that is not there', 'Deployment', ['spec', 'replicaCount'], 2, /spec\.replicaCount: field not declared in schema/],
  ['a field that its operator does not know', 'InferenceService', ['spec', 'predictor', 'replicas'], 2, /replicas: field not declared in schema/],
  ['a text for a number', 'InferenceService', ['spec', 'predictor', 'minReplicas'], 'two', /minReplicas/],
  ['a value that its operator does not know', 'InferenceService', ['spec', 'predictor', 'scaleMetric'], 'requests', /Unsupported value: "requests"/],
  ['a runtime without a program', 'ServingRuntime', ['spec', 'containers'], undefined, /spec\.containers: Required value/],
  ['a selector that finds no pod', 'Deployment', ['spec', 'selector', 'matchLabels'], { app: 'other' }, /`selector` does not match/],
  ['a mount without a volume', 'Deployment', [...POD, 'volumes'], undefined, /volumeMounts\[0\]\.name: Not found/],
  ['an amount that is none', 'Deployment', [...AMOUNTS, 'requests', 'memory'], '2GB!', /quantities must match/],
  ['more asked for than allowed', 'Deployment', [...AMOUNTS, 'requests', 'memory'], '900Gi', /must be less than or equal to memory limit/],
  ['a probe of a path and a command', 'Deployment', [...PROBE, 'exec'], { command: ['true'] }, /may not specify more than 1 handler type/],
  ['fewest above most', 'HorizontalPodAutoscaler', ['spec', 'minReplicas'], 100, /must be greater than or equal to `minReplicas`/],
  ['a budget with two limits', 'PodDisruptionBudget', ['spec', 'minAvailable'], 1, /minAvailable and maxUnavailable cannot be both set/],
  ['a port that is none', 'NetworkPolicy', ['spec', 'ingress', '0', 'ports', '0', 'port'], 70_000, /must be between 1 and 65535/],
  ['a service without ports', 'Service', ['spec', 'ports'], undefined, /spec\.ports: Required value/],
  ['a name with capitals', 'ServiceAccount', ['metadata', 'name'], 'Churn', /a lowercase RFC 1123 subdomain/],
  ['a namespace that is not there', 'ServiceAccount', ['metadata', 'namespace'], 'nowhere', /namespaces "nowhere" not found/],
])('the server refuses %s: %s', async (_, kind, path, value, message) => {
  const { status, body } = await server.apply(changed(first(kind, path), path, value));
  expect(body.message).toMatch(message);
  expect(status).toBeGreaterThanOrEqual(400);
});

test('the server refuses what has no name', async () => {
  const account = first('ServiceAccount');
  const { status, body } = await server.create(changed(account, ['metadata', 'name'], undefined), { isTrial: true });
  expect([status, body.message]).toEqual([422, expect.stringContaining('name or generateName is required')]);
});

test('the server refuses what breaks a rule in CEL', async () => {
  const { status, body } = await server.apply(TWO_FOLDERS);
  expect([status, body.message]).toEqual([422, expect.stringContaining('Only one of folderUID or folderRef can be declared')]);
});

describe('the namespace refuses a pod', () => {
  const CONTAINER = ['spec', 'containers', '0', 'securityContext'];

  const refusal = async (path: readonly string[], value: unknown) => {
    const { spec } = podsOf(here(all.find(downloadsFirst)!))[0]!;
    const pod: Manifest = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'trial', namespace: NAMESPACE }, spec };
    return server.create(changed(pod, path, value), { isTrial: true });
  };

  test('and lets it in without the fault', async () => {
    expect(await refusal([], undefined)).toMatchObject({ status: 201, warnings: [] });
  });

  test.each<[what: string, path: readonly string[], value: unknown, message: RegExp]>([
    ['that is privileged', CONTAINER, { privileged: true }, /violates PodSecurity "restricted:latest": privileged/],
    ['that may gain rights', [...CONTAINER, 'allowPrivilegeEscalation'], true, /violates PodSecurity .*allowPrivilegeEscalation != false/],
    ['that keeps capabilities', [...CONTAINER, 'capabilities'], undefined, /violates PodSecurity .*unrestricted capabilities/],
    ['that runs as root', ['spec', 'securityContext', 'runAsUser'], 0, /violates PodSecurity .*runAsUser=0/],
    ['that sees the machine', ['spec', 'hostNetwork'], true, /violates PodSecurity .*host namespaces/],
    ['that mounts a folder of the machine', ['spec', 'volumes'], [{ name: 'model', hostPath: { path: '/' } }], /violates PodSecurity .*hostPath/],
    ['whose download may gain rights', ['spec', 'initContainers', '0', 'securityContext'], undefined, /violates PodSecurity .*"storage-initializer"/],
    ['whose account is not there', ['spec', 'serviceAccountName'], 'nobody', /serviceaccount "nobody" not found/],
    ['with a field that is not there', ['spec', 'replicas'], 1, /unknown field "spec\.replicas"/],
  ])('%s', async (_, path, value, message) => {
    const { status, body } = await refusal(path, value);
    expect(body.message).toMatch(message);
    expect(status).toBeGreaterThanOrEqual(400);
  });
});

describe('the comparison finds', () => {
  const sent: Manifest = { apiVersion: 'v1', kind: 'Sent', metadata: { name: 'sent' }, spec: { amount: '0.5', list: [{ a: 1 }] } };
  const kept = (spec: object) => compare(sent, { ...sent, spec, metadata: { ...sent.metadata, uid: '7' }, status: {} } as Manifest);

  test.each<[what: string, spec: object, changed: string]>([
    ['another value', { amount: '500m', list: [{ a: 1 }] }, '.spec.amount: "0.5" is kept as "500m"'],
    ['what is not kept', { amount: '0.5', list: [{}] }, '.spec.list[0].a: 1 is kept as nothing'],
    ['a longer list', { amount: '0.5', list: [{ a: 1 }, { a: 2 }] }, '.spec.list: [{"a":1}] is kept as [{"a":1},{"a":2}]'],
  ])('%s', (_, spec, change) => {
    expect(kept(spec).changed).toEqual([change]);
  });

  test('nothing where defaults are added, which it lists', () => {
    expect(kept({ amount: '0.5', list: [{ a: 1, b: 2 }] })).toEqual({ changed: [], added: ['.spec.list[0].b'] });
  });
});
