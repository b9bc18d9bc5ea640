import { Problems } from '../../private/problems';

/** Namespaces that are named are namespaces. */
export function namespaceNameLimits(namespaces: readonly string[], problems: Problems): void {
  namespaces.forEach((name, index) => {
    if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name)) problems.at(index).add(`must be a namespace such as shop, got ${JSON.stringify(name)}`);
  });
}
