import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import { Manifest } from './manifest';
import { MlopsDefinition, ModelDefinition } from '../../lib/definition';
import schema from '../../lib/definition/definition.schema.json';
import { KubernetesIdentityDefinition } from '../../lib/definition/kubernetes-identity-definition';
import { KubernetesServing, PrometheusDefinition } from '../../lib/definition/kubernetes-place-definition';
import { MODEL_SERVERS } from '../../lib/kubernetes/model-endpoint/model-servers';
import { writeManifests } from '../../lib/synth/kubernetes/manifests';
import { SystemFiles } from '../../lib/synth/system/system-files';
import { ON_KUBERNETES } from '../examples/examples';

/** What is applied to one cluster, wave after wave. */
export interface AppliedEnvironment {
  readonly name: string;
  readonly waves: readonly { readonly file: string; readonly manifests: readonly Manifest[] }[];
}

const IDENTITIES: Readonly<Record<string, KubernetesIdentityDefinition | undefined>> = {
  nobody: undefined,
  irsa: { irsa: { role: 'arn:aws:iam::111111111111:role/models' } },
  pod: { podIdentity: {} },
  gke: { gke: { serviceAccount: 'models@acme.iam.gserviceaccount.com' } },
  azure: { azure: { clientId: '01234567-89ab-cdef-0123-456789abcdef' } },
};

const FILES = { artifact: 's3://acme/churn/7/', framework: 'sklearn' } as const;

/** A model for each server and framework of the catalogue, and one for each thing that an endpoint can be asked for. */
const MODELS: Readonly<Record<string, ModelDefinition>> = {
  ...Object.fromEntries(Object.entries(MODEL_SERVERS).flatMap(([server, { frameworks, needsGpu }]) => frameworks.map(framework => [
    `${server}-${framework}`,
    {
      artifact: FILES.artifact,
      framework,
      endpoint: { kubernetes: { server }, ...needsGpu && { compute: { containers: { gpus: 1 } } } },
    } as ModelDefinition,
  ]))),
  'by-default': { ...FILES, endpoint: {} },
  'own-image': { image: 'registry.example.com/churn:7', endpoint: { kubernetes: { port: 9090, health: '/ready' } } },
  'own-environment': { ...FILES, environment: { LOG_LEVEL: 'debug', EMPTY: '', MLSERVER_LOAD_MODELS_AT_STARTUP: 'false' }, endpoint: {} },
  'mounted': { ...FILES, artifact: 'pvc://models/churn/7/', endpoint: {} },
  'in-azure': { ...FILES, artifact: 'https://acme.blob.core.windows.net/models/churn/7/', endpoint: {} },
  'counted': { ...FILES, endpoint: { compute: { containers: { count: 3, cpu: 0.5, memory: '1536MiB' } } } },
  'scaled': { ...FILES, endpoint: { compute: { containers: { cpu: 2, memory: '4GiB', scale: { min: 2, max: 6, utilization: 0.6 } } } } },
  'on-gpus': { ...FILES, framework: 'pytorch', endpoint: { compute: { containers: { gpus: 2, scale: { max: 3 } } } } },
  'called-by-others': { ...FILES, endpoint: { kubernetes: { clients: ['checkout', 'back-office'] } } },
  'named': { ...FILES, endpoint: { name: 'n' } },
  'with-a-name-of-forty-letters-as-it-may-b': { ...FILES, endpoint: {} },
};

/** What watches the endpoints: with each way to bring a dashboard, with and without labels. */
const WATCHERS: Readonly<Record<string, PrometheusDefinition | undefined>> = {
  nobody: { labels: { release: 'kube-prometheus-stack' } },
  irsa: { labels: {}, namespace: 'observability', dashboard: 'operator' },
  pod: { labels: {}, dashboard: 'none' },
};

/** Every target as every identity: a namespace each. */
const EVERYTHING: MlopsDefinition = {
  name: 'everything',
  environments: Object.fromEntries((schema.definitions.KubernetesServing.enum as KubernetesServing[]).flatMap(serving =>
    Object.entries(IDENTITIES).map(([who, identity]) => {
      const name = `${serving}-${who}`;
      return [name, { kubernetes: { namespace: name, serving, identity, prometheus: WATCHERS[who] } }];
    }))),
  models: MODELS,
};

/** What definitions are held against the server beside the examples. Lists and amounts are what a server likes to write otherwise. */
const DEFINITIONS: readonly MlopsDefinition[] = [EVERYTHING];

/** Writes every system as `mlops synth` does, and reads what is there then. */
export function writtenEnvironments(folder: string): AppliedEnvironment[] {
  const own = DEFINITIONS.map(definition => {
    const file = join(folder, `${definition.name}.yaml`);
    writeFileSync(file, stringify(definition));
    return file;
  });
  const examples = ON_KUBERNETES.map(name => join(__dirname, '..', '..', 'examples', name, 'mlops.yaml'));
  return [...examples, ...own].flatMap((file, index) => {
    const output = join(folder, `${index}`);
    mkdirSync(output);
    const files = SystemFiles.read(file).check();
    writeManifests(files, output);
    return readdirSync(join(output, 'kubernetes')).sort().map(environment => ({
      name: `${files.definition.name} in ${environment}`,
      waves: wavesIn(join(output, 'kubernetes', environment)),
    }));
  });
}

function wavesIn(folder: string): AppliedEnvironment['waves'] {
  return readdirSync(folder).filter(file => file.endsWith('.yaml')).sort()
    .map(file => ({ file, manifests: parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map(document => document.toJS() as Manifest) }));
}
