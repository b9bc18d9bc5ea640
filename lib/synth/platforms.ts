import { MlopsDefinition } from '../definition';
import { systemLimits } from './aws/aws-check';
import { stateProblems } from './aws/state-check';
import { Platform } from './system/platform';
import { entries } from '../definition/rules/names';

/** Every platform that an environment can be on. Another one is a key of an environment, a row here, and a folder beside this file. */
const PLATFORMS: readonly Platform[] = [
  { key: 'aws', systemLimits, stateRules: stateProblems },
];

/** Those that a system has an environment on. */
export function platformsOf({ environments }: Pick<MlopsDefinition, 'environments'>): readonly Platform[] {
  return PLATFORMS.filter(({ key }) => entries(environments).some(([, environment]) => environment[key] !== undefined));
}
