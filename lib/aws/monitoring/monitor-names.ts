/** Where the reports on an endpoint begin in their bucket. */
export function reportsOf(name: string): string {
  return `monitoring/${name}/`;
}

/** Of one endpoint alone, so that what checks one model cannot publish for another. */
export function namespaceOf(endpointName: string): string {
  return `MLOps/${endpointName}`;
}
