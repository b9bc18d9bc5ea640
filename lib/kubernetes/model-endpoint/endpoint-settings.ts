import { DEFAULT_SERVERS, MODEL_SERVERS, ServerFacts } from './model-servers';
import { ServerMetrics, serverMetrics } from './server-metrics';
import { EndpointDefinition, ModelSourceDefinition, ServingFramework } from '../../definition';
import { ModelServer } from '../../definition/kubernetes-endpoint-definition';
import { KubernetesIdentityDefinition } from '../../definition/kubernetes-identity-definition';
import { KubernetesServing } from '../../definition/kubernetes-place-definition';
import { mebibytes } from '../../private/units';

/** An endpoint as it was asked for, with what holds where nothing was said. */
export interface EndpointSettings {
  readonly name: string;
  readonly namespace: string;
  readonly serving: KubernetesServing;
  readonly identity?: KubernetesIdentityDefinition;
  readonly clients: readonly string[];
  readonly model: ModelSourceDefinition;
  readonly serverName?: ModelServer;
  /** What loads the model; an image of one's own brings its own program. */
  readonly server?: ServerFacts & { readonly framework: ServingFramework };
  readonly port: number;
  /** What Prometheus can read. */
  readonly metrics?: ServerMetrics;
  readonly health: { readonly ready: string; readonly live: string };
  readonly copies: { readonly min: number; readonly max?: number; readonly utilization: number };
  readonly cpu: number;
  readonly memory: number;
  readonly gpus: number;
}

/** What an endpoint is asked for, and where. */
export interface AskedEndpoint {
  readonly endpoint: EndpointDefinition;
  readonly model: ModelSourceDefinition;
  readonly name: string;
  readonly namespace: string;
  readonly serving?: KubernetesServing;
  readonly identity?: KubernetesIdentityDefinition;
}

/** Every default in one place. */
export function endpointSettings({ endpoint, model, name, namespace, serving = 'kserve', identity }: AskedEndpoint): EndpointSettings {
  const { cpu = 1, memory = '2GiB', gpus = 0, count, scale } = endpoint.compute?.containers ?? {};
  const { port = 8080, health = '/ping', clients = [] } = endpoint.kubernetes ?? {};
  const { framework } = model;
  const serverName = serverOf({ endpoint, model });
  const server = serverName && framework && { ...MODEL_SERVERS[serverName], framework };
  return {
    name,
    namespace,
    serving,
    identity,
    clients,
    model,
    serverName,
    server,
    metrics: serverMetrics(serverName),
    port: server?.ports.http ?? port,
    health: server?.health(name) ?? { ready: health, live: health },
    copies: { min: scale ? scale.min ?? 1 : count ?? 1, max: scale?.max, utilization: scale?.utilization ?? 0.7 },
    cpu,
    memory: mebibytes(memory),
    gpus,
  };
}

/** What loads the model; nothing when an image of one's own does. */
export function serverOf({ endpoint, model: { framework } }: Pick<AskedEndpoint, 'endpoint' | 'model'>): ModelServer | undefined {
  return framework === undefined ? undefined : endpoint.kubernetes?.server ?? DEFAULT_SERVERS[framework];
}
