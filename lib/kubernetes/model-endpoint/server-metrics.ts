import { ModelServer } from '../../definition/kubernetes-endpoint-definition';

/** Series of one metric; `where` are matchers of PromQL that pick some of them. */
export interface MetricSeries {
  readonly name: string;
  readonly where?: string;
}

/** Where the 99th percentile of the latency is read: computed from a histogram, or as the server has measured it. */
export type LatencySeries =
  /** `longest` is its last bound, in seconds: what takes longer is not told apart. */
  | { readonly histogram: MetricSeries; readonly unit: LatencyUnit; readonly longest: number }
  | { readonly summary: MetricSeries; readonly unit: LatencyUnit };

/** What a server measures time in, as seconds. */
export type LatencyUnit = 1 | 1e-6;

/** What a server tells Prometheus. Nothing here is told of what nobody has asked for, such as probes. */
export interface ServerMetrics {
  readonly port: number;
  readonly path: string;
  /** Counters that together count every request. */
  readonly requests: readonly MetricSeries[];
  /** Counters of requests that failed on the server's side. */
  readonly failures: readonly MetricSeries[];
  /** Nothing when the server keeps only sums, from which no percentile can be had. */
  readonly latency?: LatencySeries;
  /** What the model's own files must say before any of this can be read. */
  readonly needs?: string;
}

/** What each server tells; a text says why it tells nothing of use. */
export const SERVER_METRICS: Readonly<Record<ModelServer, ServerMetrics | string>> = {
  // mlserver/rest/app.py: the middleware of starlette_exporter under the prefix rest_server, which passes over probes of health, and knows the
  // paths of the model's readiness and metadata beside those of inference. Buckets are those of the Python client, up to 10 s. Its own
  // model_infer_request_duration has a count and a sum alone. The HTTP port answers /metrics with 404.
  'mlserver': {
    port: 8082,
    path: '/metrics',
    requests: [{ name: 'rest_server_requests_total', where: 'path=~".+/infer"' }],
    failures: [{ name: 'rest_server_requests_total', where: 'path=~".+/infer",status_code=~"5.."' }],
    latency: { histogram: { name: 'rest_server_request_duration_seconds', where: 'path=~".+/infer"' }, unit: 1, longest: 10 },
  },
  // Prometheus needs a file of settings there, and its counters of requests over REST differ between releases and count probes.
  'tensorflow-serving': 'TensorFlow Serving counts probes among the requests',
  // docs/metrics.md and docs/metrics_api.md of TorchServe: counters by default, latencies as sums of microseconds. It listens on the loopback
  // address, and shows no request in the mode that is the default.
  'torchserve': {
    port: 8082,
    path: '/metrics',
    requests: [{ name: 'ts_inference_requests_total' }],
    failures: [{ name: 'Requests5XX' }],
    needs: '`config/config.properties` must say `metrics_address=http://0.0.0.0:8082` and `metrics_mode=prometheus`',
  },
  // docs/user_guide/metrics.md of Triton: summaries are on by `--metrics-config`; what a client has cancelled is no failure.
  'triton': {
    port: 8002,
    path: '/metrics',
    requests: [{ name: 'nv_inference_request_success' }, { name: 'nv_inference_request_failure', where: 'reason!="CANCELED"' }],
    failures: [{ name: 'nv_inference_request_failure', where: 'reason!="CANCELED"' }],
    latency: { summary: { name: 'nv_inference_request_summary_us' }, unit: 1e-6 },
  },
  // vllm/v1/metrics/loggers.py for the latency, up to 7680 s; the server's HTTP counters are those of prometheus-fastapi-instrumentator, which
  // groups statuses, and passes over /health and /metrics.
  'vllm': {
    port: 8080,
    path: '/metrics',
    requests: [{ name: 'http_requests_total', where: 'handler=~"/v1/.+",method="POST"' }],
    failures: [{ name: 'http_requests_total', where: 'handler=~"/v1/.+",method="POST",status="5xx"' }],
    latency: { histogram: { name: 'vllm:e2e_request_latency_seconds' }, unit: 1, longest: 7680 },
  },
};

/** What a server tells; nothing when it is unknown or tells nothing of use. */
export function serverMetrics(server: ModelServer | undefined): ServerMetrics | undefined {
  const known = server === undefined ? undefined : SERVER_METRICS[server];
  return typeof known === 'string' ? undefined : known;
}
