import { ServingFramework } from '../../definition';
import { ModelServer } from '../../definition/kubernetes-endpoint-definition';

/** Where the files of a model are in its container. */
export const MODEL_FOLDER = '/mnt/models';

/** What is known of a program that serves models. */
export interface ServerFacts {
  /** With an exact tag. */
  readonly image: string;
  /** The frameworks whose models it loads as they were saved. */
  readonly frameworks: readonly ServingFramework[];
  /** What clients speak: the Open Inference Protocol (`v2`), TensorFlow's REST (`v1`), or OpenAI's. */
  readonly protocol: 'openai' | 'v1' | 'v2';
  readonly ports: { readonly http: number; readonly grpc?: number };
  /** Paths that answer when the model is loaded, and while the program lives. */
  readonly health: (model: string) => { readonly ready: string; readonly live: string };
  readonly command?: readonly string[];
  readonly args?: (model: string) => readonly string[];
  readonly environment?: (model: string, framework: ServingFramework) => Readonly<Record<string, string>>;
  /** Whether its processes talk through `/dev/shm`, of which a container has 64 MiB by itself. */
  readonly sharedMemory?: boolean;
  readonly needsGpu?: boolean;
  readonly licence: 'Apache-2.0' | 'BSD-3-Clause';
  /** Why nobody should begin with it. */
  readonly endOfLife?: string;
}

const V2_HEALTH = () => ({ ready: '/v2/health/ready', live: '/v2/health/live' });

const MLSERVER_IMPLEMENTATIONS: Partial<Record<ServingFramework, string>> = {
  sklearn: 'mlserver_sklearn.SKLearnModel',
  xgboost: 'mlserver_xgboost.XGBoostModel',
};

/** Every server, by its name in a definition. */
export const MODEL_SERVERS: Readonly<Record<ModelServer, ServerFacts>> = {
  'mlserver': {
    image: 'docker.io/seldonio/mlserver:1.7.1',
    frameworks: ['sklearn', 'xgboost'],
    protocol: 'v2',
    ports: { http: 8080, grpc: 9000 },
    health: V2_HEALTH,
    environment: (model, framework) => ({
      MLSERVER_MODEL_NAME: model,
      MLSERVER_MODEL_URI: MODEL_FOLDER,
      MLSERVER_MODEL_IMPLEMENTATION: MLSERVER_IMPLEMENTATIONS[framework]!,
      MLSERVER_LOAD_MODELS_AT_STARTUP: 'true',
      MLSERVER_HTTP_PORT: '8080',
      MLSERVER_GRPC_PORT: '9000',
      MLSERVER_METRICS_PORT: '8082',
    }),
    licence: 'Apache-2.0',
  },
  'tensorflow-serving': {
    image: 'docker.io/tensorflow/serving:2.18.0',
    frameworks: ['tensorflow'],
    protocol: 'v1',
    ports: { http: 8080, grpc: 9000 },
    health: model => ({ ready: `/v1/models/${model}`, live: `/v1/models/${model}` }),
    command: ['/usr/bin/tensorflow_model_server'],
    args: model => [`--model_name=${model}`, `--model_base_path=${MODEL_FOLDER}`, '--port=9000', '--rest_api_port=8080'],
    licence: 'Apache-2.0',
  },
  'torchserve': {
    image: 'docker.io/pytorch/torchserve:0.12.0-cpu',
    frameworks: ['pytorch'],
    protocol: 'v1',
    ports: { http: 8080, grpc: 7070 },
    health: () => ({ ready: '/ping', live: '/ping' }),
    command: ['torchserve'],
    args: () => ['--start', '--foreground', `--model-store=${MODEL_FOLDER}/model-store`, `--ts-config=${MODEL_FOLDER}/config/config.properties`],
    // Who may call is said by the network policy.
    environment: () => ({ TS_DISABLE_TOKEN_AUTHORIZATION: 'true' }),
    licence: 'Apache-2.0',
    endOfLife: 'TorchServe is no longer maintained: its last release is of September 2024; take `triton`',
  },
  'triton': {
    image: 'nvcr.io/nvidia/tritonserver:26.03-py3',
    frameworks: ['pytorch'],
    protocol: 'v2',
    ports: { http: 8080, grpc: 9000 },
    health: V2_HEALTH,
    args: () => [
      'tritonserver', `--model-repository=${MODEL_FOLDER}`, '--http-port=8080', '--grpc-port=9000', '--metrics-port=8002',
      // Without it there is no percentile of the latency.
      '--metrics-config=summary_latencies=true',
    ],
    sharedMemory: true,
    licence: 'BSD-3-Clause',
  },
  'vllm': {
    image: 'docker.io/vllm/vllm-openai:v0.17.1',
    frameworks: ['huggingface', 'vllm'],
    protocol: 'openai',
    ports: { http: 8080 },
    health: () => ({ ready: '/health', live: '/health' }),
    args: model => [`--model=${MODEL_FOLDER}`, `--served-model-name=${model}`, '--port=8080'],
    // The image runs as root by itself; as somebody else it has no home.
    environment: () => ({ HOME: '/tmp', HF_HOME: '/tmp/huggingface', VLLM_CACHE_ROOT: '/tmp/vllm', HF_HUB_OFFLINE: '1' }),
    sharedMemory: true,
    needsGpu: true,
    licence: 'Apache-2.0',
  },
};

/** The server of a framework's models when nobody has chosen another. The servers that only AWS has an image of load what vLLM loads. */
export const DEFAULT_SERVERS: Readonly<Record<ServingFramework, ModelServer>> = {
  'djl-lmi': 'vllm',
  'huggingface': 'vllm',
  'pytorch': 'triton',
  'sklearn': 'mlserver',
  'tensorflow': 'tensorflow-serving',
  'tgi': 'vllm',
  'vllm': 'vllm',
  'xgboost': 'mlserver',
};
