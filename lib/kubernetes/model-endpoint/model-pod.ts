import { k8s } from 'cdk8s-plus-28';
import { EndpointSettings } from './endpoint-settings';
import { ModelFiles, modelFiles } from './model-files';
import { secretPlace } from '../../definition/secret-place';
import { RESTRICTED, restrictedPod, USER } from '../foundation/pod-security';
import { gpuTolerations, ownResources } from '../foundation/resources';
import { some, variables } from '../foundation/stored-values';

/** What KServe calls the container that answers. */
export const CONTAINER = 'kserve-container';

/** The pod of an endpoint: what runs, as whom, with how much, and where. */
export class ModelPod {
  private readonly files: ModelFiles;

  constructor(private readonly settings: EndpointSettings, private readonly labels: Readonly<Record<string, string>>) {
    this.files = modelFiles(settings);
  }

  /** What is in front of the server and around it. */
  public spec(): k8s.PodSpec {
    const { name, server } = this.settings;
    return {
      serviceAccountName: name,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      // The servers' images have this user; an image of one's own has its own.
      securityContext: restrictedPod(server && USER),
      initContainers: this.files.initContainers,
      containers: [this.container()],
      volumes: some([...this.files.volumes, ...server?.sharedMemory ? [{ name: 'shared-memory', emptyDir: { medium: 'Memory' } }] : []]),
      topologySpreadConstraints: ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map(topologyKey => ({
        maxSkew: 1, topologyKey, whenUnsatisfiable: 'ScheduleAnyway', labelSelector: { matchLabels: { ...this.labels } },
      })),
      tolerations: gpuTolerations(this.settings),
    };
  }

  /** The container that answers. */
  public container(): k8s.Container {
    const program = this.program();
    const own = this.environment() ?? [];
    // The API server refuses a name that is there twice; KServe, too, lets the model's author have the last word.
    const fromServer = (program.env ?? []).filter(({ name }) => own.every(variable => variable.name !== name));
    return { ...program, env: some([...fromServer, ...own]), resources: this.resources(), volumeMounts: this.mounts() };
  }

  /** The program in it, without the model. */
  public program(): k8s.Container {
    const { health, metrics, model, name, port, server } = this.settings;
    const probe = (path: string, rest: Partial<k8s.Probe>): k8s.Probe => ({
      httpGet: { path, port: k8s.IntOrString.fromNumber(port), scheme: 'HTTP' }, timeoutSeconds: 5, periodSeconds: 10, ...rest,
    });
    return {
      name: CONTAINER,
      image: server?.image ?? model.image,
      command: server?.command && [...server.command],
      args: server?.args && [...server.args(name)],
      env: server?.environment && variables(server.environment(name, server.framework)),
      // Prometheus finds no port that is not declared; the first one is that of the service.
      ports: [
        { name: 'http', containerPort: port, protocol: 'TCP' },
        ...metrics !== undefined && metrics.port !== port ? [{ name: 'metrics', containerPort: metrics.port, protocol: 'TCP' }] : [],
      ],
      // A large model may take ten minutes until it is loaded.
      startupProbe: probe(health.ready, { failureThreshold: 60 }),
      readinessProbe: probe(health.ready, { failureThreshold: 3 }),
      livenessProbe: probe(health.live, { failureThreshold: 6 }),
      securityContext: RESTRICTED,
    };
  }

  /** The variables that the model's author has given. */
  public environment(): k8s.EnvVar[] | undefined {
    const { environment = {}, secrets = {} } = this.settings.model;
    return some([...variables(environment), ...Object.entries(secrets).map(([name, secret]) => secretVariable(name, secret))]);
  }

  public resources(): k8s.ResourceRequirements {
    return ownResources(this.settings);
  }

  public mounts(): k8s.VolumeMount[] | undefined {
    return some([...this.files.mounts, ...this.settings.server?.sharedMemory ? [{ name: 'shared-memory', mountPath: '/dev/shm' }] : []]);
  }

  /** With GPUs there is none to spare for a copy more: an update would wait for ever. */
  public strategy(): k8s.DeploymentStrategy {
    const [surge, unavailable] = this.settings.gpus > 0 ? [0, 1] : [1, 0];
    return {
      type: 'RollingUpdate',
      rollingUpdate: { maxSurge: k8s.IntOrString.fromNumber(surge), maxUnavailable: k8s.IntOrString.fromNumber(unavailable) },
    };
  }
}

/** The kubelet reads the value when it starts the container; neither the manifest nor the pod has it. */
function secretVariable(variable: string, secret: string): k8s.EnvVar {
  const { name, key = variable } = secretPlace(secret);
  return { name: variable, valueFrom: { secretKeyRef: { name, key } } };
}
