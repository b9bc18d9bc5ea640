import { MlopsDefinition } from '../definition';
import { systemLimits } from './aws/aws-check';
import { stateProblems } from './aws/state-check';
import { stateOf } from './aws/system-state';
import { pinnedVersionRules } from './aws/version-rules';
import { Platform } from './system/platform';
import { Place } from '../definition/capabilities';
import { placeOf } from '../definition/places';
import { entries, entry } from '../definition/rules/names';

/** Every platform that an environment can be on. Another one is a key of an environment, a row here, and a folder beside this file. */
const PLATFORMS: Readonly<Record<Place, Platform>> = {
  aws: { key: 'aws', systemLimits, versionRules: pinnedVersionRules, stateOf, stateRules: stateProblems },
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
