/** Anything that JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/** Something that can be looked into by key. */
export type JsonObject = { readonly [key: string]: Json | undefined };

/** What is applied, or kept by the server: whatever its kind, this is there. */
export interface Manifest extends JsonObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly [key: string]: Json | undefined };
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What somebody who looks for it would call it. */
export function titleOf({ kind, metadata: { name, namespace } }: Manifest): string {
  return [kind, namespace, name].filter(part => part !== undefined).join(' ');
}

/** Every value in it, with its path: those of lists and objects before what is in them. */
export function* valuesIn(value: Json | undefined, path = ''): Generator<readonly [path: string, value: Json]> {
  if (value === undefined) return;
  yield [path, value];
  if (Array.isArray(value)) {
    for (const [index, inner] of value.entries()) yield* valuesIn(inner as Json, `${path}[${index}]`);
  } else if (isObject(value)) {
    for (const [key, inner] of Object.entries(value)) yield* valuesIn(inner, `${path}.${key}`);
  }
}

/** What is at a path of keys, if anything. */
export function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Readonly<Record<string, unknown>> | undefined)?.[key], value);
}

/** The same with another value at one path; without it where the value is undefined; just the same without a path. */
export function changed<T extends object>(value: T, path: readonly string[], wanted: unknown): T {
  const copy = structuredClone(value);
  const last = path[path.length - 1];
  if (last !== undefined) (at(copy, path.slice(0, -1)) as Record<string, unknown>)[last] = wanted;
  return copy;
}
