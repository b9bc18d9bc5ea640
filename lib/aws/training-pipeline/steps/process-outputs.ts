import { ProcessStepDefinition } from '../../../definition/pipeline/steps/process-step-definition';

/** Where a process step writes its metrics, below its outputs: `metrics/metrics.json`. */
export const METRICS_OUTPUT = 'metrics';
export const METRICS_FILE = 'metrics.json';

/** The outputs that a step declares, and the one of its metrics. */
export function outputNames(step: ProcessStepDefinition): string[] {
  return [...new Set([...step.outputs ?? [], ...(step.metrics ? [METRICS_OUTPUT] : [])])];
}
