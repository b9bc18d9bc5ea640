import { ModelServer } from '../../../lib/definition/kubernetes-endpoint-definition';

/** What reaches an endpoint in each minute, for so many minutes. */
export interface Traffic {
  readonly minutes: number;
  readonly requests: number;
  /** Those that the server fails. */
  readonly failed?: number;
  /** Those that it refuses, as the caller was wrong. */
  readonly refused?: number;
  /** Whether they take seven seconds and not a fifth of one. */
  readonly slow?: boolean;
}

/** A series as promtool takes it. */
export interface Series {
  readonly series: string;
  readonly values: string;
}

const POD = 'job="shop/churn",namespace="shop",pod="churn-predictor-7d9f8c5b6d-x2x4v"';
const CONTAINER = 'namespace="shop",pod="churn-predictor-7d9f8c5b6d-x2x4v",container="kserve-container"';

/** A counter that grows by so much in each minute. */
function counter(series: string, phases: readonly Traffic[], perMinute: (traffic: Traffic) => number): Series[] {
  let total = 0;
  const values = phases.map(phase => {
    const from = total;
    total += perMinute(phase) * (phase.minutes + 1);
    return `${from}+${perMinute(phase)}x${phase.minutes}`;
  });
  // A server has no series of what has never happened.
  return total === 0 ? [] : [{ series, values: values.join(' ') }];
}

const slow = ({ requests, slow: is }: Traffic) => is ? requests : 0;
const fast = (traffic: Traffic) => traffic.requests - slow(traffic);
const answered = ({ failed = 0, refused = 0, requests }: Traffic) => requests - failed - refused;
const failures = ({ failed = 0 }: Traffic) => failed;
const refusals = ({ refused = 0 }: Traffic) => refused;

function histogram(name: string, labels: string, below: string, above: string, phases: readonly Traffic[]): Series[] {
  const all = (traffic: Traffic) => traffic.requests;
  const bucket = (le: string) => `${name}_bucket{${POD},${labels},le="${le}"}`;
  return [...counter(bucket(below), phases, fast), ...counter(bucket(above), phases, all), ...counter(bucket('+Inf'), phases, all)];
}

/** The series that each server shows of its requests, as it writes them; written down here on its own, as the catalogue may be wrong. */
export const SCRAPES: Readonly<Record<ModelServer, ((phases: readonly Traffic[]) => Series[]) | undefined>> = {
  'mlserver': phases => {
    const infer = 'app_name="mlserver",method="POST",path="/v2/models/churn/infer"';
    return [
      ...counter(`rest_server_requests_total{${POD},${infer},status_code="200"}`, phases, answered),
      ...counter(`rest_server_requests_total{${POD},${infer},status_code="500"}`, phases, failures),
      ...counter(`rest_server_requests_total{${POD},${infer},status_code="422"}`, phases, refusals),
      // Somebody asks whether the model is ready, all the time.
      ...counter(`rest_server_requests_total{${POD},app_name="mlserver",method="GET",path="/v2/models/churn/ready",status_code="200"}`, phases, () => 500),
      ...histogram('rest_server_request_duration_seconds', `${infer},status_code="200"`, '0.25', '10.0', phases),
    ];
  },
  'tensorflow-serving': undefined,
  'torchserve': phases => [
    ...counter(`ts_inference_requests_total{${POD},model_name="churn",model_version="default",hostname="churn"}`, phases, ({ requests }) => requests),
    ...counter(`Requests2XX{${POD},Level="Host",Hostname="churn"}`, phases, traffic => answered(traffic) + 12),
    ...counter(`Requests5XX{${POD},Level="Host",Hostname="churn"}`, phases, failures),
    ...counter(`Requests4XX{${POD},Level="Host",Hostname="churn"}`, phases, refusals),
  ],
  'triton': phases => [
    ...counter(`nv_inference_request_success{${POD},model="churn",version="1"}`, phases, answered),
    ...counter(`nv_inference_request_failure{${POD},model="churn",version="1",reason="BACKEND"}`, phases, failures),
    ...counter(`nv_inference_request_failure{${POD},model="churn",version="1",reason="CANCELED"}`, phases, refusals),
    {
      series: `nv_inference_request_summary_us{${POD},model="churn",version="1",quantile="0.99"}`,
      values: phases.map(({ minutes, slow: is }) => `${is ? 7_000_000 : 200_000}+0x${minutes}`).join(' '),
    },
  ],
  'vllm': phases => [
    ...counter(`http_requests_total{${POD},handler="/v1/chat/completions",method="POST",status="2xx"}`, phases, answered),
    ...counter(`http_requests_total{${POD},handler="/v1/chat/completions",method="POST",status="5xx"}`, phases, failures),
    ...counter(`http_requests_total{${POD},handler="/v1/chat/completions",method="POST",status="4xx"}`, phases, refusals),
    ...counter(`http_requests_total{${POD},handler="/v1/models",method="GET",status="2xx"}`, phases, () => 500),
    ...histogram('vllm:e2e_request_latency_seconds', 'model_name="churn",engine="0"', '0.3', '10.0', phases),
  ],
};

/** What the cluster shows of the copies. */
export interface Copies {
  readonly ready: number;
  /** The share of their memory and of their cores that they use. */
  readonly memory: number;
  readonly cores: number;
  /** Whether Prometheus reads them. */
  readonly read: boolean;
}

/** The series of the operator's targets, of kube-state-metrics and of cAdvisor. */
export function clusterSeries({ cores, memory, read, ready }: Copies, minutes: number): Series[] {
  const always = (series: string, value: number): Series => ({ series, values: `${value}+0x${minutes}` });
  return [
    ...read ? [always(`up{${POD},container="kserve-container",endpoint="8082"}`, 1)] : [],
    always('kube_deployment_status_replicas_available{job="kube-state-metrics",namespace="shop",deployment="churn-predictor"}', ready),
    always(`container_memory_working_set_bytes{job="kubelet",${CONTAINER}}`, memory * 2 ** 31),
    always(`kube_pod_container_resource_limits{job="kube-state-metrics",${CONTAINER},resource="memory",unit="byte"}`, 2 ** 31),
    always(`kube_pod_container_resource_limits{job="kube-state-metrics",${CONTAINER},resource="cpu",unit="core"}`, 2),
    { series: `container_cpu_usage_seconds_total{job="kubelet",${CONTAINER},cpu="total"}`, values: `0+${120 * cores}x${minutes}` },
    // Another deployment whose name begins alike is not this one.
    always('container_memory_working_set_bytes{job="kubelet",namespace="shop",pod="churn-predictor-two-7d9f8c5b6d-x2x4v",container="kserve-container"}', 2 ** 31),
    always('kube_pod_container_resource_limits{job="kube-state-metrics",namespace="shop",pod="churn-predictor-two-7d9f8c5b6d-x2x4v",'
      + 'container="kserve-container",resource="memory",unit="byte"}', 2 ** 31),
  ];
}
