import { k8s } from 'cdk8s-plus-28';
import { EndpointSettings } from './endpoint-settings';
import { ModelFiles, modelFiles, RESTRICTED } from './model-files';

/** What KServe calls the container that answers. */
const CONTAINER = 'kserve-container';

/** The pod of an endpoint: what runs, as whom, with how much, and where. */
export class ModelPod {
  private readonly files: ModelFiles;

  constructor(private readonly settings: EndpointSettings, private readonly labels: Readonly<Record<string, string>>) {
    this.files = modelFiles(settings);
  }

  /** What is in front of the server and around it. */
  public spec(): k8s.PodSpec {
    const { gpus, name, server } = this.settings;
    return {
      serviceAccountName: name,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: {
        runAsNonRoot: true,
        // The servers' images have this user; an image of one's own has its own.
        runAsUser: server && 1000,
        fsGroup: 1000,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      initContainers: this.files.initContainers,
      containers: [this.container()],
      volumes: some([...this.files.volumes, ...server?.sharedMemory ? [{ name: 'shared-memory', emptyDir: { medium: 'Memory' } }] : []]),
      topologySpreadConstraints: ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map(topologyKey => ({
        maxSkew: 1, topologyKey, whenUnsatisfiable: 'ScheduleAnyway', labelSelector: { matchLabels: { ...this.labels } },
      })),
      tolerations: gpus > 0 ? [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }] : undefined,
    };
  }

  /** The container that answers. */
  public container(): k8s.Container {
    const program = this.program();
    const environment = some([...program.env ?? [], ...this.environment() ?? []]);
    return { ...program, env: environment, resources: this.resources(), volumeMounts: this.mounts() };
  }

  /** The program in it, without the model. */
  public program(): k8s.Container {
    const { health, model, name, port, server } = this.settings;
    const probe = (path: string, rest: Partial<k8s.Probe>): k8s.Probe => ({
      httpGet: { path, port: k8s.IntOrString.fromNumber(port), scheme: 'HTTP' }, timeoutSeconds: 5, periodSeconds: 10, ...rest,
    });
    return {
      name: CONTAINER,
      image: server?.image ?? model.image,
      command: server?.command && [...server.command],
      args: server?.args && [...server.args(name)],
      env: server?.environment && variables(server.environment(name, server.framework)),
      ports: [{ name: 'http', containerPort: port, protocol: 'TCP' }],
      // A large model may take ten minutes until it is loaded.
      startupProbe: probe(health.ready, { failureThreshold: 60 }),
      readinessProbe: probe(health.ready, { failureThreshold: 3 }),
      livenessProbe: probe(health.live, { failureThreshold: 6 }),
      securityContext: RESTRICTED,
    };
  }

  /** The variables that the model's author has given. */
  public environment(): k8s.EnvVar[] | undefined {
    return some(variables(this.settings.model.environment ?? {}));
  }

  /** What is asked for is what is had: a copy is never evicted for having taken more. */
  public resources(): k8s.ResourceRequirements {
    const { cpu, gpus, memory } = this.settings;
    const amounts = {
      cpu: k8s.Quantity.fromString(Number.isInteger(cpu) ? `${cpu}` : `${Math.round(cpu * 1000)}m`),
      memory: k8s.Quantity.fromString(memory % 1024 === 0 ? `${memory / 1024}Gi` : `${memory}Mi`),
      ...gpus > 0 && { 'nvidia.com/gpu': k8s.Quantity.fromString(`${gpus}`) },
    };
    return { requests: amounts, limits: amounts };
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

/** The API server stores no empty list. */
function some<T>(all: T[]): T[] | undefined {
  return all.length > 0 ? all : undefined;
}

function variables(values: Readonly<Record<string, string>>): k8s.EnvVar[] {
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}
