import { App, Chart } from 'cdk8s';
import { Manifest, manifestsOf, podFindings, podSpecs } from './manifests';
import { ModelEndpoint, ModelEndpointProps } from '../../lib/kubernetes';
import { MODEL_SERVERS } from '../../lib/kubernetes/model-endpoint/model-servers';

const IDENTITIES: readonly ModelEndpointProps['identity'][] = [
  undefined,
  { podIdentity: {} },
  { azure: { clientId: '01234567-89ab-cdef-0123-456789abcdef' } },
];

/** Every server with each framework that it loads, and an image of one's own, on both ways to serve, with and without an identity. */
const ENDPOINTS: readonly ModelEndpointProps[] = (['kserve', 'container'] as const).flatMap(serving => IDENTITIES.flatMap(identity => [
  { model: { image: 'registry.example.com/churn:7' }, serving, identity },
  ...Object.entries(MODEL_SERVERS).flatMap(([server, { frameworks }]) => frameworks.map((framework): ModelEndpointProps => ({
    model: { artifact: 's3://acme/churn/7/', framework, environment: { LOG_LEVEL: 'debug' } },
    compute: { containers: { gpus: 1, scale: { max: 3 } } },
    kubernetes: { server: server as keyof typeof MODEL_SERVERS },
    serving,
    identity,
  }))),
]));

const all = ENDPOINTS.map(props => {
  const chart = new Chart(new App(), 'shop', { namespace: 'shop' });
  new ModelEndpoint(chart, 'churn', props);
  return manifestsOf(chart);
});

test('no endpoint asks for a right that the restricted Pod Security Standard refuses', () => {
  expect(all.flatMap(podSpecs)).toHaveLength(ENDPOINTS.length);
  expect(all.flatMap(podFindings)).toEqual([]);
});

test('every object is in the namespace of its chart', () => {
  expect(all.flat().filter(({ metadata }) => metadata.namespace !== 'shop')).toEqual([]);
});

test('every endpoint has one budget, one policy, one account and at most one autoscaler', () => {
  const count = (manifests: readonly Manifest[], kind: string) => manifests.filter(manifest => manifest.kind === kind).length;
  for (const manifests of all) {
    const kserve = manifests.filter(({ metadata }) => JSON.stringify(metadata.annotations ?? {}).includes('"hpa"')).length;
    expect(['PodDisruptionBudget', 'NetworkPolicy', 'ServiceAccount'].map(kind => count(manifests, kind))).toEqual([1, 1, 1]);
    expect(count(manifests, 'HorizontalPodAutoscaler') + kserve).toBeLessThanOrEqual(1);
  }
});

test.each<[string, (manifests: Manifest[]) => unknown]>([
  ['a privileged container', manifests => ({ ...manifests[0], spec: { privileged: true } })],
  ['a folder of the machine', manifests => ({ ...manifests[0], spec: { volumes: [{ hostPath: { path: '/' } }] } })],
  ['a tag that moves', manifests => ({ ...manifests[0], spec: { image: 'churn:latest' } })],
  ['a token of the cluster', manifests => ({ ...manifests[0], automountServiceAccountToken: true })],
])('the walk finds what is planted: %s', (_, plant) => {
  expect(podFindings([plant(all[0]!) as Manifest])).not.toEqual([]);
});
