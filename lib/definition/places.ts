import { AwsPlaceDefinition } from './aws-place-definition';
import { Place, PLACES } from './capabilities';
import { EnvironmentDefinition } from './environment-definition';
import { KubernetesPlaceDefinition } from './kubernetes-place-definition';
import { MlopsDefinition } from './mlops-definition';
import { entries, entry } from './rules/names';
import { isKnown } from '../private/tokens';

/** The key of the place at which an environment is. */
export function placeOf(environment: EnvironmentDefinition): Place | undefined {
  return PLACES.find(place => environment[place] !== undefined);
}

/** Where an environment is on AWS; `undefined` when it is elsewhere, or nothing is known of it. */
export function awsPlace(system: Pick<MlopsDefinition, 'environments'>, environmentName: string): AwsPlaceDefinition | undefined {
  const place = entry(system.environments, environmentName)?.aws;
  return isKnown(place) ? place : undefined;
}

/** The environments on AWS, with where they are there. */
export function awsPlaces(system: Pick<MlopsDefinition, 'environments'>):
[name: string, place: AwsPlaceDefinition, environment: EnvironmentDefinition][] {
  return entries(system.environments).flatMap(([name, environment]) => {
    const place = awsPlace(system, name);
    return place === undefined ? [] : [[name, place, environment]];
  });
}

/** The environments on Kubernetes, with where they are there. */
export function kubernetesPlaces(system: Pick<MlopsDefinition, 'environments'>): [name: string, place: KubernetesPlaceDefinition][] {
  return entries(system.environments).flatMap(([name, { kubernetes }]) => isKnown(kubernetes) ? [[name, kubernetes]] : []);
}
