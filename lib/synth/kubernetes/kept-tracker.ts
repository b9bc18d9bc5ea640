import { MlopsDefinition } from '../../definition';
import { kubernetesPlaces } from '../../definition/places';
import { worksWith } from '../../definition/shared-part';
import { AskedTracker } from '../../kubernetes/experiment-tracker/tracker-settings';
import { clusterName } from '../../private/names';

/** What the server of MLflow in an environment on Kubernetes is asked for; nothing where none is. */
export function keptTracker(system: MlopsDefinition, environmentName: string): AskedTracker | undefined {
  const [, place] = kubernetesPlaces(system).find(([name]) => name === environmentName) ?? [];
  if (place === undefined || system.tracking === undefined || !worksWith(system, environmentName, ['tracking'])) return undefined;
  const { identity, namespace, tracking: cluster = {} } = place;
  return { tracking: system.tracking, cluster, identity, namespace, name: trackerName(system, environmentName) };
}

/** Name of the server, and of what belongs to it. */
function trackerName(system: MlopsDefinition, environmentName: string): string {
  return clusterName([system.name, environmentName, 'mlflow']);
}
