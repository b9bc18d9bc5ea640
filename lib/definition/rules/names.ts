import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';

/** A map of a definition. Parts that are wrong by themselves are `undefined`: they have a name, and nothing else is known. */
export type Named<T> = { readonly [name: string]: T | undefined } | undefined;

/** The entries of a map that can be looked at. */
export function entries<T>(map: Named<T>): [string, T][] {
  return Object.entries(map ?? {}).filter((pair): pair is [string, T] => isKnown(pair[1]));
}

/** The names of a map, those of wrong entries too. */
export function namesOf(map: Named<unknown>): string[] {
  return Object.keys(map ?? {});
}

/** The entry with a name, when it can be looked at. Names come from users, and every object has a `constructor`: look entries up with this. */
export function entry<T>(map: Named<T> | null, name: string): T | undefined {
  return has(map, name) ? map![name] ?? undefined : undefined;
}

/** Whether a name or a key is there, also when nothing else is known of it: a rule that misses a key asks so. */
export function has(map: object | null | undefined, name: string): boolean {
  return map !== undefined && map !== null && Object.hasOwn(map, name);
}

/**
 * Whether nothing is known of a key that is there, or was meant: then nothing can be said of what it does not have.
 *
 * @param key one key, else any
 */
export function isOpen(value: object | null | undefined, key?: string): boolean {
  return Object.entries(value ?? {}).some(([name, inner]) => inner === undefined && (key === undefined || key === name));
}

/**
 * Names become parts of the names of resources, and references divide them at dots: letters, digits and single hyphens.
 */
export function checkNames(map: Named<unknown>, maxLength: number, problems: Problems, reserved: readonly string[] = []): void {
  const seen = new Map<string, string>();
  for (const name of namesOf(map).filter(isKnown)) {
    const at = problems.at(name);
    const other = seen.get(name.toLowerCase());
    if (!/^[a-zA-Z0-9](-?[a-zA-Z0-9])*$/.test(name)) {
      const better = name.replace(/[^a-zA-Z0-9]+/g, '-').replace(/^-+|-+$/g, '');
      at.addForKey('a name must be letters, digits and single hyphens, '
        + `got ${JSON.stringify(name)}${better === '' ? '' : `; write ${JSON.stringify(better)}`}`);
    } else if (name.length > maxLength) {
      at.addForKey(`a name must have at most ${maxLength} characters here, got ${name.length}`);
    } else if (name in Object.prototype) {
      // The CDK keeps the parts of an app in plain objects, by name.
      at.addForKey(`the name ${JSON.stringify(name)} cannot be used, because every object of JavaScript has it; take another one`);
    } else if (reserved.includes(name)) {
      at.addForKey(`the name ${JSON.stringify(name)} is reserved: references begin with it; take another one`);
    } else if (other !== undefined) {
      at.addForKey(`the name ${JSON.stringify(name)} differs from ${JSON.stringify(other)} only in upper and lower case; take another one`);
    }
    seen.set(name.toLowerCase(), name);
  }
}

/** The values of a list that can be looked at, with their positions. */
export function items<T>(list: readonly (T | undefined)[] | undefined): [index: number, value: T][] {
  if (!isKnown(list)) return [];
  return list.map((value, index) => [index, value] as const).filter((pair): pair is [number, T] => isKnown(pair[1]));
}

/** Each value of a list once. */
export function checkUnique(list: readonly (string | undefined)[] | undefined, problems: Problems): void {
  const seen = new Set<string>();
  for (const [index, value] of items(list)) {
    if (seen.has(value)) problems.at(index).add(`${JSON.stringify(value)} is given twice; remove one`);
    seen.add(value);
  }
}
