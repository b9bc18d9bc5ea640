import { featuresOf } from './feature-schema';
import { FeatureGroupDefinition } from '../../definition';
import { Problems } from '../../private/problems';
import { isChange, isKnown } from '../../private/tokens';

/** Says which settings of a group can never change, and why a person might have wanted to change them. */
const FIXED: Record<string, (group: FeatureGroupDefinition) => unknown> = {
  recordId: group => group.recordId,
  eventTime: group => group.eventTime,
  description: group => group.description,
  online: group => storesOf(group).online ? { storage: group.online?.storage ?? 'standard' } : undefined,
  offline: group => storesOf(group).offline ? { format: group.offline?.format ?? 'iceberg', aws: group.offline?.aws } : undefined,
};

/** The stores that a group has: an offline one when none is described. */
export function storesOf({ online, offline }: FeatureGroupDefinition): { readonly online: boolean; readonly offline: boolean } {
  return { online: online !== undefined, offline: offline !== undefined || online === undefined };
}

/**
 * Holds a group against what is deployed. AWS can add features; everything else would replace the group, and its online records
 * would be lost. So a deployed feature stays as it is, unless `schemaVersion` says that a new, empty group is meant.
 */
export function schemaLockLimits(group: FeatureGroupDefinition, deployed: FeatureGroupDefinition, problems: Problems): void {
  const version = group.schemaVersion ?? 1;
  const deployedVersion = deployed.schemaVersion ?? 1;
  if (!isKnown(version) || !isKnown(deployedVersion) || version > deployedVersion) return;
  if (version < deployedVersion) {
    problems.at('schemaVersion').add(`must be ${deployedVersion} or more, got ${version}; ${deployedVersion} is deployed`);
    return;
  }
  const wayOut = `keep it, or set "schemaVersion" to ${deployedVersion + 1} to begin a new, empty group`;
  lockFeatures(group, deployed, wayOut, problems.at('schema'));
  for (const [key, settingOf] of Object.entries(FIXED)) {
    const [now, before] = [settingOf(group), settingOf(deployed)].map(setting => JSON.stringify(setting));
    if (isChange(before, now)) {
      problems.at(key).add(`must stay ${before ?? 'left out'}, got ${now ?? 'nothing'}; it is fixed at the first deployment: ${wayOut}`);
    }
  }
}

function lockFeatures(group: FeatureGroupDefinition, deployed: FeatureGroupDefinition, wayOut: string, problems: Problems): void {
  const types = new Map(featuresOf(group).map(({ name, type }) => [name, type]));
  // A name that is only known at deployment may be any of them.
  const isComplete = [...types.keys()].every(isKnown);
  for (const { name, type } of featuresOf(deployed).filter(feature => isKnown(feature.name) && isKnown(feature.type))) {
    const now = types.get(name);
    if (now === undefined) {
      if (!isComplete) continue;
      problems.at(name).add(`must not be removed or renamed, because it is deployed as ${JSON.stringify(type)}; ${wayOut}`);
    } else if (isChange(type, now)) {
      problems.at(name).add(`must stay ${JSON.stringify(type)}, got ${JSON.stringify(now)}; it is deployed: ${wayOut}`);
    }
  }
}
