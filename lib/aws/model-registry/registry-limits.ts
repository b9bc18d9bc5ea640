import { RegistryDefinition } from '../../definition';
import { structureProblems } from '../../definition/structure';
import { Problems } from '../../private/problems';
import { isChange } from '../../private/tokens';

/** Holds a registry against what is deployed: AWS would replace the group for a new name or description, and a kept group keeps its name. */
export function registryLockLimits(registry: RegistryDefinition, deployed: RegistryDefinition, problems: Problems): void {
  for (const key of ['group', 'description'] as const) {
    const [now, before] = [registry[key], deployed[key]].map(value => JSON.stringify(value));
    if (isChange(before, now)) {
      problems.at(key).add(`must stay ${before ?? 'left out'}, got ${now ?? 'nothing'}; it is fixed at the first deployment`);
    }
  }
}

/** The name of the group has a word in the definition and one in the CDK; what holds for one holds for the other. */
export function groupNameLimits({ group, modelPackageGroupName }: { group?: string; modelPackageGroupName?: string }, problems: Problems): void {
  if (modelPackageGroupName === undefined) return;
  const at = problems.at('modelPackageGroupName');
  for (const { message } of structureProblems('RegistryDefinition', { group: modelPackageGroupName })) at.add(message);
  if (group !== undefined) at.add('says the same as "group"; give one of them');
}
