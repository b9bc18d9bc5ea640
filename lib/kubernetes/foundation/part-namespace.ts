import { Chart } from 'cdk8s';
import { Construct } from 'constructs';

/** The namespace in which a part is: that of its chart, else the one that a cluster has by itself. */
export function namespaceOf(part: Construct): string {
  return Chart.of(part).namespace ?? 'default';
}
