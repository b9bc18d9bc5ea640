/**
 * The contract between a monitoring job and the program that it runs: one page for both sides, rendered here and explained
 * in this folder's README.
 */
import { Check } from './checks/monitor-check';
import { parseReference } from '../../definition/pipeline/reference';
import { CODE_DIRECTORY } from '../foundation/python-job';

/** Version of the configuration file. It grows when a program would have to change. */
const CONFIG_VERSION = 1;

/** What the program ends with. On SageMaker a violation ends with 0 too: a failed job means that the check itself failed. */
export const EXIT_CODES = { fine: 0, failed: 1, violation: 2 } as const;

/** Dimensions of every metric. */
export const DIMENSIONS = { endpoint: 'Endpoint', check: 'Check' } as const;

/** Metrics with a fixed name; quality and fairness also publish each metric of their definition under its own name. */
export const METRICS = {
  violations: 'Violations',
  records: 'Records',
  labelledShare: 'LabelledShare',
  driftShare: 'DriftShare',
  driftedFeatures: 'DriftedFeatures',
  missingShare: 'MissingShare',
  outOfRangeShare: 'OutOfRangeShare',
} as const;

/** Folders in the container; `code` is where packed programs are put. */
export const FOLDERS = {
  code: CODE_DIRECTORY,
  config: '/opt/ml/processing/input/config',
  baseline: '/opt/ml/processing/input/baseline',
  report: '/opt/ml/processing/output/report',
} as const;

/** The places that one run works with. Values may be tokens, so they travel as environment variables. */
export interface MonitorPlaces {
  readonly endpointName: string;
  readonly captureUri: string;
  readonly namespace: string;
  readonly region: string;
  /** Filled in by the scheduler, as `2026-01-31T00:20:00Z`. */
  readonly scheduledTime: string;
  readonly labelsUri?: string;
  readonly modelPackage?: string;
}

/** Names an output of a pipeline step, `<step>.<output>`, rather than a place. */
export function isStepOutput(baseline: string): boolean {
  return parseReference(baseline).kind === 'step';
}

/** The key in a version's `CustomerMetadataProperties` that holds the S3 URI of a step's output. */
export function outputMetadataKey(output: string): string {
  return `output.${output}`;
}

/** The environment variables of one run. Each value is far below the 256 characters that a processing job allows. */
export function monitorEnvironment(check: Check, places: MonitorPlaces): Record<string, string> {
  const { baseline } = check;
  return {
    AWS_DEFAULT_REGION: places.region,
    MONITOR_CHECK: check.name,
    MONITOR_SCHEDULED_TIME: places.scheduledTime,
    MONITOR_ENDPOINT: places.endpointName,
    MONITOR_CAPTURE: places.captureUri,
    MONITOR_CONFIG: FOLDERS.config,
    MONITOR_REPORT: FOLDERS.report,
    MONITOR_NAMESPACE: places.namespace,
    MONITOR_VIOLATION_EXIT_CODE: String(EXIT_CODES.fine),
    ...(baseline && (isStepOutput(baseline) ? { MONITOR_BASELINE_KEY: outputMetadataKey(baseline) } : { MONITOR_BASELINE: FOLDERS.baseline })),
    ...(places.labelsUri && { MONITOR_LABELS: places.labelsUri }),
    ...(places.modelPackage && { MONITOR_MODEL_PACKAGE: places.modelPackage }),
  };
}

/** The configuration file of a check: no place and no token, so that its content alone decides its name. */
export function monitorConfig(check: Check): object {
  return { version: CONFIG_VERSION, check: check.name, windowSeconds: check.schedule.longestGap, delaySeconds: check.delay, ...check.bounds };
}
