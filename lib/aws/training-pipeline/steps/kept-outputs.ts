import { outputNames } from './process-step';
import { EXPLAIN_REPORT } from '../../../definition/rules/step-results';
import { StepDefinition } from '../../../definition/step-definition';

/** The outputs of a step whose places are kept with a version: data, metrics and reports. */
export function keptOutputs({ process, explain }: StepDefinition): string[] {
  if (explain) return [EXPLAIN_REPORT];
  return process ? outputNames(process) : [];
}
