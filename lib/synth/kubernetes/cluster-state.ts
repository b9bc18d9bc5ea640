import { MlopsDefinition, StateDefinition } from '../../definition';
import { kubernetesPlaces } from '../../definition/places';
import { kept, Kept } from '../system/kept';

/** What names everything in an environment on Kubernetes. */
export function clusterState(system: MlopsDefinition, environmentName: string): StateDefinition {
  return { system: system.name, kubernetes: { namespace: namespaceOf(system, environmentName)! } };
}

/** What is applied anew under another name leaves behind what runs under the old one. */
export function clusterKept(state: StateDefinition, system: MlopsDefinition, environmentName: string): readonly Kept[] {
  const left = 'endpoints would be made anew, and those in the cluster left behind';
  return [
    kept(['name'], [state.system, system.name], 'state', left),
    kept(['environments', environmentName, 'kubernetes', 'namespace'],
      [state.kubernetes?.namespace, namespaceOf(system, environmentName)], `state.${environmentName}`, left),
  ];
}

function namespaceOf(system: MlopsDefinition, environmentName: string): string | undefined {
  return kubernetesPlaces(system).find(([name]) => name === environmentName)?.[1].namespace;
}
