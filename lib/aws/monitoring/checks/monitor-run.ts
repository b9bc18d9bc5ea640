/** One run of the program, in the words of its contract: its environment and its configuration. */
import { Check } from './monitor-check';
import { EXIT_CODES, FOLDERS, isStepOutput, MONITOR_CONTRACT } from '../monitor-contract';

/** The places that one run works with. Values may be tokens, so they travel as environment variables. */
export interface MonitorPlaces {
  readonly endpointName: string;
  readonly captureUri: string;
  /** What was scored, when the capture is the output of batch inference. */
  readonly inputUri?: string;
  /** Where the reports of the windows before are. */
  readonly historyUri: string;
  readonly namespace: string;
  readonly region: string;
  /** Filled in by the scheduler, as `2026-01-31T00:20:00Z`. */
  readonly scheduledTime: string;
  readonly labelsUri?: string;
  readonly modelPackage?: string;
}

/** The key in a version's `CustomerMetadataProperties` that holds the S3 URI of a step's output. */
function outputMetadataKey(output: string): string {
  return `output.${output}`;
}

/** The environment variables of one run. Each value is far below the 256 characters that a processing job allows. */
export function monitorEnvironment(check: Check, places: MonitorPlaces): Record<string, string> {
  const { baseline } = check;
  const { variables } = MONITOR_CONTRACT;
  return {
    AWS_DEFAULT_REGION: places.region,
    [variables.check]: check.name,
    [variables.scheduledTime]: places.scheduledTime,
    [variables.endpoint]: places.endpointName,
    [variables.capture]: places.captureUri,
    [variables.config]: FOLDERS.config,
    [variables.report]: FOLDERS.report,
    [variables.history]: places.historyUri,
    [variables.namespace]: places.namespace,
    [variables.violationExitCode]: String(EXIT_CODES.fine),
    ...(places.inputUri && { [variables.input]: places.inputUri }),
    ...(baseline && baselineVariable(baseline)),
    ...(places.labelsUri && { [variables.labels]: places.labelsUri }),
    ...(places.modelPackage && { [variables.modelPackage]: places.modelPackage }),
  };
}

function baselineVariable(baseline: string): Record<string, string> {
  const { variables } = MONITOR_CONTRACT;
  return isStepOutput(baseline) ? { [variables.baselineKey]: outputMetadataKey(baseline) } : { [variables.baseline]: FOLDERS.baseline };
}

/** The configuration file of a check: no place and no token, so that its content alone decides its name. */
export function monitorConfig(check: Check): object {
  const { version } = MONITOR_CONTRACT;
  return { version, check: check.name, windowSeconds: check.schedule.longestGap, delaySeconds: check.delay, ...check.bounds };
}
