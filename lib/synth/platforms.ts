import { MlopsDefinition } from '../definition';
import { awsLimits } from './aws/aws-check';
import { awsKept } from './aws/kept-state';
import { stateOf } from './aws/system-state';
import { pinnedVersionRules } from './aws/version-rules';
import { clusterKept, clusterState } from './kubernetes/cluster-state';
import { kubernetesLimits } from './kubernetes/kubernetes-check';
import { Platform } from './system/platform';
import { Place } from '../definition/capabilities';
import { placeOf } from '../definition/places';
import { entries, entry } from '../definition/rules/names';

/** Every platform that an environment can be on. Another one is a key of an environment, a row here, and a folder beside this file. */
const PLATFORMS: Readonly<Record<Place, Platform>> = {
  aws: { key: 'aws', systemLimits: awsLimits, versionRules: pinnedVersionRules, stateOf, keptOf: awsKept },
  // The files of a version say nothing that could be wrong.
  kubernetes: { key: 'kubernetes', systemLimits: kubernetesLimits, versionRules: () => undefined, stateOf: clusterState, keptOf: clusterKept },
};

/** Those that a system has an environment on. */
export function platformsOf({ environments }: Pick<MlopsDefinition, 'environments'>): readonly Platform[] {
  const places = new Set(entries(environments).map(([, environment]) => placeOf(environment)));
  return Object.values(PLATFORMS).filter(({ key }) => places.has(key));
}

/** The one that an environment is on; every environment of a checked system is on one. */
export function platformAt({ environments }: Pick<MlopsDefinition, 'environments'>, environmentName: string): Platform {
  return PLATFORMS[placeOf(entry(environments, environmentName)!)!];
}
