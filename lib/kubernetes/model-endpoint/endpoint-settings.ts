import { DEFAULT_SERVERS, MODEL_SERVERS, ServerFacts } from './model-servers';
import { EndpointDefinition, Framework, ModelSourceDefinition } from '../../definition';
import { KubernetesIdentityDefinition, KubernetesServing } from '../../definition/kubernetes-place-definition';
import { mebibytes } from '../../private/units';

/** An endpoint as it was asked for, with what holds where nothing was said. */
export interface EndpointSettings {
  readonly name: string;
  readonly namespace: string;
  readonly serving: KubernetesServing;
  readonly identity?: KubernetesIdentityDefinition;
  readonly clients: readonly string[];
  readonly model: ModelSourceDefinition;
  /** What loads the model; an image of one's own brings its own program. */
  readonly server?: ServerFacts & { readonly framework: Framework };
  readonly port: number;
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
  const { server: chosen, port = 8080, health = '/ping', clients = [] } = endpoint.kubernetes ?? {};
  const { framework } = model;
  const server = framework === undefined ? undefined : { ...MODEL_SERVERS[chosen ?? DEFAULT_SERVERS[framework]], framework };
  return {
    name,
    namespace,
    serving,
    identity,
    clients,
    model,
    server,
    port: server?.ports.http ?? port,
    health: server?.health(name) ?? { ready: health, live: health },
    copies: { min: scale ? scale.min ?? 1 : count ?? 1, max: scale?.max, utilization: scale?.utilization ?? 0.7 },
    cpu,
    memory: mebibytes(memory),
    gpus,
  };
}
