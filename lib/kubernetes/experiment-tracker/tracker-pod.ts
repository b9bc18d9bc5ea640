import { k8s } from 'cdk8s-plus-28';
import { TRACKER_PORT, TrackerSettings } from './tracker-settings';
import { RESTRICTED, restrictedPod, USER } from '../foundation/pod-security';
import { ownResources } from '../foundation/resources';
import { variables } from '../foundation/stored-values';

const DATABASE = 'MLFLOW_BACKEND_STORE_URI';
const TEMPORARY = { name: 'temporary', mountPath: '/tmp' };

/** The pod of a tracker: what brings its database up to date, and then the server. */
export function trackerPod(settings: TrackerSettings): k8s.PodSpec {
  const { image, name, share, volume } = settings;
  const container: Omit<k8s.Container, 'name'> = {
    image,
    env: environment(settings),
    resources: ownResources(share),
    securityContext: { ...RESTRICTED, readOnlyRootFilesystem: true },
    volumeMounts: [TEMPORARY, ...volume ? [{ name: 'data', mountPath: volume.folder }] : []],
  };
  return {
    serviceAccountName: name,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: restrictedPod(USER),
    // A server refuses a database whose tables are of another release; no server runs while they are changed.
    initContainers: [{ ...container, name: 'migration', command: ['mlflow'], args: ['db', 'upgrade', `$(${DATABASE})`] }],
    containers: [{
      ...container,
      name: 'server',
      command: ['mlflow'],
      args: serverArguments(settings),
      ports: [{ name: 'http', containerPort: TRACKER_PORT, protocol: 'TCP' }],
      startupProbe: probe(60),
      readinessProbe: probe(3),
      livenessProbe: probe(6),
    }],
    volumes: [
      { name: TEMPORARY.name, emptyDir: {} },
      ...volume ? [{ name: 'data', persistentVolumeClaim: { claimName: name } }] : [],
    ],
  };
}

/** Only who calls the server by its name is let in: a page in a browser cannot reach it by another one. */
function serverArguments({ artifacts, hosts, name, namespace, workers }: TrackerSettings): string[] {
  const ofService = ['', `.${namespace}`, `.${namespace}.svc`, `.${namespace}.svc.cluster.local`].map(end => `${name}${end}`);
  const names = [...ofService, ...hosts, 'localhost', '127.0.0.1'];
  return [
    'server', '--host=0.0.0.0', `--port=${TRACKER_PORT}`, `--workers=${workers}`,
    '--serve-artifacts', `--artifacts-destination=${artifacts}`,
    `--allowed-hosts=${names.flatMap(host => [host, `${host}:*`]).join(',')}`,
    ...hosts.length > 0 ? [`--cors-allowed-origins=${hosts.map(host => `https://${host}`).join(',')}`] : [],
  ];
}

/** The server reads where its database is from the environment, so that a password is in no argument of it. */
function environment({ database, databaseFile }: TrackerSettings): k8s.EnvVar[] {
  const address: k8s.EnvVar = database
    ? { name: DATABASE, valueFrom: { secretKeyRef: { name: database.secret, key: database.key } } }
    : { name: DATABASE, value: databaseFile };
  return [address, ...variables({
    HOME: TEMPORARY.mountPath,
    // Jobs of the server ask language models, which no policy lets it reach.
    MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
    MLFLOW_DISABLE_TELEMETRY: 'true',
    DO_NOT_TRACK: 'true',
  })];
}

function probe(failureThreshold: number): k8s.Probe {
  return {
    httpGet: { path: '/health', port: k8s.IntOrString.fromNumber(TRACKER_PORT), scheme: 'HTTP' },
    timeoutSeconds: 5,
    periodSeconds: 10,
    failureThreshold,
  };
}
