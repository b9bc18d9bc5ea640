import { QualityMonitorDefinition } from '../../../definition/monitoring-definition';

/** The bounds of model quality as SageMaker Model Monitor reads them: each is what a violation looks like. */
export function qualityConstraints({ problem = 'binary-classification', metrics }: QualityMonitorDefinition): object {
  const bounds = Object.entries(metrics).map(([name, { atLeast, atMost }]) => [name, atLeast !== undefined
    ? { threshold: atLeast, comparison_operator: 'LessThanThreshold' }
    : { threshold: atMost, comparison_operator: 'GreaterThanThreshold' }]);
  return { version: 0, [`${problem.replace('-', '_')}_constraints`]: Object.fromEntries(bounds) };
}
