import { RegistryDefinition } from '../../definition';
import { Problems } from '../../private/problems';

/** Holds a registry against what is deployed: AWS would replace the group for a new name or description, and a kept group keeps its name. */
export function registryLockRules(registry: RegistryDefinition, deployed: RegistryDefinition, problems: Problems): void {
  for (const key of ['group', 'description'] as const) {
    const [now, before] = [registry[key], deployed[key]].map(value => JSON.stringify(value));
    if (now !== before) problems.at(key).add(`must stay ${before ?? 'left out'}, got ${now ?? 'nothing'}; it is fixed at the first deployment`);
  }
}
