import { App, Chart } from 'cdk8s';
import { ExperimentTracker, ExperimentTrackerProps } from '../../../lib/kubernetes';
import { Manifest, manifestsOf, only, podFindings } from '../manifests';

const role = 'arn:aws:iam::111111111111:role/mlflow';
const OUTSIDE: ExperimentTrackerProps = { database: { secret: 'mlflow-database' }, artifacts: 's3://acme-mlflow/churn/', identity: { irsa: { role } } };

function tracker(props: ExperimentTrackerProps = {}): { made: ExperimentTracker; manifests: Manifest[] } {
  const chart = new Chart(new App(), 'ml', { namespace: 'ml' });
  const made = new ExperimentTracker(chart, 'mlflow', props);
  return { made, manifests: manifestsOf(chart) };
}

const manifests = (props?: ExperimentTrackerProps) => tracker(props).manifests;
const pod = (props?: ExperimentTrackerProps) => only(manifests(props), 'Deployment').spec.template.spec;
interface Server { readonly args: string[]; readonly env: object[]; readonly image: string; readonly resources: object }
const server = (props?: ExperimentTrackerProps) => pod(props).containers![0] as unknown as Server;

test('is one server, with a volume, that nobody outside of the namespace may call', () => {
  const { made, manifests: all } = tracker();
  expect(all.map(({ kind }) => kind).sort()).toEqual(['Deployment', 'NetworkPolicy', 'PersistentVolumeClaim', 'Service', 'ServiceAccount']);
  expect(made.trackingUri).toBe('http://mlflow.ml.svc.cluster.local');
  expect(only(all, 'Deployment').spec).toMatchObject({ replicas: 1, strategy: { type: 'Recreate' }, selector: { matchLabels: made.podLabels } });
  expect(only(all, 'PersistentVolumeClaim').spec).toEqual({ accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '10Gi' } } });
  expect(only(all, 'NetworkPolicy').spec).toEqual({
    podSelector: { matchLabels: made.podLabels },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [{ from: [{ podSelector: {} }], ports: [{ protocol: 'TCP', port: 5000 }] }],
  });
  expect(podFindings(all)).toEqual([]);
  expect(podFindings(manifests(OUTSIDE))).toEqual([]);
});

test('brings the database up to date before it starts', () => {
  const [migration] = pod().initContainers as unknown as { args: string[]; env: object[]; image: string }[];
  expect(migration!.args).toEqual(['db', 'upgrade', '$(MLFLOW_BACKEND_STORE_URI)']);
  expect(migration).toMatchObject({ image: server().image, env: server().env });
});

test('has no volume when both the database and the files are elsewhere', () => {
  expect(manifests(OUTSIDE).map(({ kind }) => kind)).not.toContain('PersistentVolumeClaim');
  expect(JSON.stringify(pod(OUTSIDE).volumes)).toBe('[{"emptyDir":{},"name":"temporary"}]');
  const { database } = OUTSIDE;
  expect(manifests({ database }).map(({ kind }) => kind)).toContain('PersistentVolumeClaim');
});

test('reads the address of a database from a secret, and holds it in no argument', () => {
  expect(server(OUTSIDE).env[0]).toEqual({ name: 'MLFLOW_BACKEND_STORE_URI', valueFrom: { secretKeyRef: { name: 'mlflow-database', key: 'url' } } });
  expect(server(OUTSIDE).args.join(' ')).not.toContain('backend-store');
});

test('may reach its database and the place of its files, and nothing else', () => {
  const egress = (props: ExperimentTrackerProps) => (only(manifests(props), 'NetworkPolicy').spec as unknown as { egress?: object[] }).egress;
  const ports = (props: ExperimentTrackerProps) => JSON.stringify(egress(props))?.match(/"port":\d+/g);
  expect(ports(OUTSIDE)).toEqual(['"port":53', '"port":53', '"port":5432', '"port":443']);
  expect(ports({ database: { secret: 'mlflow-database', port: 3306 } })).toEqual(['"port":53', '"port":53', '"port":3306']);
  expect(ports({})).toBeUndefined();
});

test.each([
  ['s3://acme-mlflow/churn/', 's3://acme-mlflow/churn/'],
  ['gs://acme-mlflow/churn/', 'gs://acme-mlflow/churn/'],
  ['https://acme.blob.core.windows.net/mlflow/churn/', 'wasbs://mlflow@acme.blob.core.windows.net/churn/'],
  ['https://acme.blob.core.windows.net/mlflow', 'wasbs://mlflow@acme.blob.core.windows.net'],
])('keeps files in %s', (artifacts, meant) => {
  expect(server({ artifacts }).args).toContain(`--artifacts-destination=${meant}`);
});

test('lets in who calls it by a name that is known, and pages of these names', () => {
  const { args } = server({ hosts: ['mlflow.example.com'] });
  const hosts = args.find(argument => argument.startsWith('--allowed-hosts='))!;
  expect(hosts).toContain('mlflow.ml.svc.cluster.local,mlflow.ml.svc.cluster.local:*,mlflow.example.com,mlflow.example.com:*,localhost');
  expect(hosts).not.toMatch(/[=,]\*(,|$)/);
  expect(args).toContain('--cors-allowed-origins=https://mlflow.example.com');
  expect(server().args.join(' ')).not.toContain('cors');
});

test('has the size and the release that are asked for; a file of SQLite has one process', () => {
  expect(server({ server: { size: 'large', version: '3.16.1' }, database: OUTSIDE.database })).toMatchObject({
    image: 'ghcr.io/mlflow/mlflow:v3.16.1-full', resources: { limits: { cpu: '4', memory: '8Gi' } }, args: expect.arrayContaining(['--workers=8']),
  });
  expect(server({ server: { size: 'large' } }).args).toContain('--workers=1');
});

describe('fails when', () => {
  test.each<[string, ExperimentTrackerProps, string]>([
    ['it shall be without a server', { app: {} }, 'app: training runs, without a server is not there on Kubernetes: MLflow runs there as a server; take `server`'],
    ['a cluster shall choose a time for maintenance', { server: { maintenanceWindow: 'Sun:03:30' } }, 'server.maintenanceWindow: a time for maintenance of the server is not there'],
    ['a release has no image', { server: { version: '3.17' } }, 'server.version: must have three numbers on Kubernetes'],
    ['a release is asked for beside an image', { server: { version: '3.17.2' }, image: 'registry.example.com/mlflow:3' }, 'server.version: is that of the image'],
    ['a tag may move', { image: 'registry.example.com/mlflow:latest' }, 'image: must end in an exact tag or digest'],
    ['nothing writes to a place', { artifacts: 'hf://acme/churn' }, 'artifacts: must begin with s3://, gs:// or https://'],
    ['a host is an address', { hosts: ['https://mlflow.example.com'] }, 'hosts[0]: must be a name such as mlflow.example.com'],
    ['everybody is let in', { hosts: ['*'] }, 'hosts[0]: must be a name'],
    ['a client is no namespace', { clients: ['Notebooks'] }, 'clients[0]: must be a namespace'],
    ['a volume would be empty', { ...OUTSIDE, volume: '5GiB' }, 'volume: has no meaning beside "database" and "artifacts"'],
    ['a password is given', { database: { secret: 'postgresql://me:secret@host/db' } }, 'database.secret: must be the name of a secret'],
    ['a name is none', { trackerName: 'MLflow' }, 'trackerName: must be at most 63 lower-case letters'],
  ])('%s', (_, props, message) => {
    expect(() => tracker(props)).toThrow(message);
  });
});
