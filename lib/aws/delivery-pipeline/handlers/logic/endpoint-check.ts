/**
 * What a new version must show before it moves on. It knows no AWS client: what it needs is given to it as ports.
 */
import { answerProblem, Expected } from './answer';

export interface EndpointPorts {
  endpoint(): Promise<EndpointState>;
  /** The model package versions behind a configuration; `undefined` where a model was not made from the registry. */
  versions(configuration: string): Promise<(string | undefined)[]>;
  invoke(request: SmokeRequest): Promise<Answer>;
  alarmsInAlarm(): Promise<string[]>;
}

export interface EndpointState {
  readonly status: string;
  readonly failureReason?: string;
  readonly configuration: string;
}

export interface SmokeRequest {
  readonly body: string;
  readonly contentType: string;
  /** How often it is sent. */
  readonly requests: number;
  readonly maxLatencyMs: number;
  /** For half of the answers. */
  readonly medianLatencyMs: number;
  readonly answer?: Expected;
}

export interface Answer {
  readonly body: string;
  readonly contentType: string;
  readonly latencyMs: number;
}

export interface Wanted {
  /** The version that must be in service. */
  readonly version?: string;
  readonly request?: SmokeRequest;
}

const CHANGING = ['Creating', 'Updating', 'SystemUpdating', 'RollingBack'];

/** Gives `waiting` while the endpoint changes. Throws what is wrong. */
export async function checkEndpoint(wanted: Wanted, ports: EndpointPorts): Promise<'good' | 'waiting'> {
  const { status, failureReason, configuration } = await ports.endpoint();
  if (CHANGING.includes(status)) return 'waiting';
  if (status !== 'InService') throw new SmokeTestFailed(`the endpoint is ${status}${failureReason ? `: ${failureReason}` : ''}`);
  if (wanted.version !== undefined) checkVersion(wanted.version, await ports.versions(configuration));
  if (wanted.request !== undefined) await checkAnswers(wanted.request, ports);
  const alarms = await ports.alarmsInAlarm();
  if (alarms.length > 0) throw new SmokeTestFailed(`in alarm: ${alarms.join(', ')}`);
  return 'good';
}

/** CloudFormation can report success although SageMaker has gone back to the old version. */
function checkVersion(wanted: string, inService: (string | undefined)[]): void {
  if (inService.includes(wanted)) return;
  throw new SmokeTestFailed(`${wanted} is not in service; `
    + `the endpoint serves ${inService.map(version => version ?? 'a model that is not from the registry').join(', ')}`);
}

/** The first request may load the model: when its answer is late, it does not count, and one more does. */
async function checkAnswers(request: SmokeRequest, ports: EndpointPorts): Promise<void> {
  const latencies: number[] = [];
  for (let sent = 0; latencies.length < request.requests; sent++) {
    const { body, contentType, latencyMs } = await ports.invoke(request);
    const problem = answerProblem(body, contentType, request.answer);
    if (problem !== undefined) throw new SmokeTestFailed(problem);
    if (sent > 0 || latencyMs <= request.maxLatencyMs) latencies.push(latencyMs);
  }
  checkLatency('the slowest answer', Math.max(...latencies), request.maxLatencyMs);
  checkLatency('the median answer', median(latencies), request.medianLatencyMs);
}

function checkLatency(which: string, latencyMs: number, allowedMs: number): void {
  if (latencyMs > allowedMs) throw new SmokeTestFailed(`${which} took ${Math.round(latencyMs)} ms, allowed are ${allowedMs} ms`);
}

/** Half of the values are not above it. */
function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.ceil(values.length / 2) - 1]!;
}

export class SmokeTestFailed extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SmokeTestFailed';
  }
}
