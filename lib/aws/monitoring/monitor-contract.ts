/**
 * The contract between a monitoring job and the program that it runs: both read it in the program's `contract.json`. This folder's
 * README explains it.
 */
import { parseReference } from '../../definition/pipeline/reference';
import { libraryProgram, programContract } from '../foundation/library-program';
import { CODE_DIRECTORY } from '../foundation/python-job';

interface MonitorContract {
  /** Of the configuration file. It grows when a program would have to change. */
  readonly version: number;
  readonly checks: readonly string[];
  /** The keys of the configuration file, and what the program takes without them. */
  readonly keys: {
    readonly [key: string]: unknown;
    readonly threshold: { readonly share: number };
    readonly missing: number;
    readonly outOfRange: number;
    readonly problem: string;
  };
  readonly exitCodes: { readonly [code in 'fine' | 'failed' | 'violation']: number };
  readonly dimensions: { readonly [dimension in 'endpoint' | 'check']: string };
  readonly metrics: {
    readonly [metric in 'violations' | 'records' | 'labelledShare' | 'driftShare' | 'driftedFeatures' | 'missingShare' | 'outOfRangeShare'
    | 'driftScore' | 'movedShare' | 'positiveShare' | 'meanPrediction']: string;
  };
  /** The environment variables of a run. */
  readonly variables: {
    readonly [place in 'check' | 'scheduledTime' | 'endpoint' | 'capture' | 'input' | 'config' | 'report' | 'history' | 'baseline' | 'baselineKey'
    | 'modelPackage' | 'labels' | 'namespace' | 'violationExitCode']: string;
  };
}

export const MONITOR_CONTRACT = programContract<MonitorContract>(libraryProgram('monitor'));

/** What a check takes where the definition says nothing. */
export const DEFAULTS = MONITOR_CONTRACT.keys;

/** What the program ends with. On SageMaker a violation ends with 0 too: a failed job means that the check itself failed. */
export const EXIT_CODES = MONITOR_CONTRACT.exitCodes;

/** Dimensions of every metric. */
export const DIMENSIONS = MONITOR_CONTRACT.dimensions;

/** Metrics with a fixed name; quality and fairness also publish each metric of their definition under its own name. */
export const METRICS = MONITOR_CONTRACT.metrics;

/** Folders in the container; `code` is where packed programs are put. */
export const FOLDERS = {
  code: CODE_DIRECTORY,
  config: '/opt/ml/processing/input/config',
  baseline: '/opt/ml/processing/input/baseline',
  report: '/opt/ml/processing/output/report',
} as const;

/** Names an output of a pipeline step, `<step>.<output>`, rather than a place. */
export function isStepOutput(baseline: string): boolean {
  return parseReference(baseline).kind === 'step';
}
