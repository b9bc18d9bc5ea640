/** Where the reports on an endpoint begin in their bucket. */
export function reportsOf(name: string): string {
  return `monitoring/${name}/`;
}

/** The namespace of the metrics on an endpoint: its own, so that what checks one model cannot publish for another. */
export function metricNamespace(endpointName: string): string {
  return `MLOps/${endpointName}`;
}
