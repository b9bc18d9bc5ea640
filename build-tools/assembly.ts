/**
 * What the build has written and every page is made from: the types as jsii has compiled them, and the JSON Schema, which knows the words
 * that a value may be.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface TypeReference {
  readonly fqn?: string;
  readonly primitive?: string;
  readonly collection?: { readonly kind: 'array' | 'map'; readonly elementtype: TypeReference };
  readonly union?: { readonly types: readonly TypeReference[] };
}

export interface Docs {
  readonly summary?: string;
  readonly remarks?: string;
  readonly default?: string;
  readonly example?: string;
  readonly custom?: { readonly [tag: string]: string };
}

export interface Parameter {
  readonly name: string;
  readonly type: TypeReference;
  readonly optional?: boolean;
  readonly variadic?: boolean;
  readonly docs?: Docs;
}

/** A property, a method, or a member of an enum. */
interface Member { readonly name: string; readonly docs?: Docs; readonly static?: boolean; readonly overrides?: string }
export interface Property extends Member { readonly type: TypeReference; readonly optional?: boolean }
export interface Method extends Member {
  readonly parameters?: readonly Parameter[];
  readonly returns?: { readonly type: TypeReference; readonly optional?: boolean };
}

export interface Type {
  readonly fqn: string;
  readonly name: string;
  readonly kind: 'class' | 'enum' | 'interface';
  /** Of an interface: a struct, which is data alone. */
  readonly datatype?: boolean;
  readonly docs?: Docs;
  readonly base?: string;
  readonly interfaces?: readonly string[];
  readonly initializer?: { readonly docs?: Docs; readonly parameters?: readonly Parameter[] };
  readonly properties?: readonly Property[];
  readonly methods?: readonly Method[];
  readonly members?: readonly Member[];
  readonly locationInModule: { readonly filename: string };
}

export type Types = { readonly [fqn: string]: Type };

export interface Schema {
  readonly $ref?: string;
  readonly enum?: readonly string[];
  readonly items?: Schema;
  readonly properties?: { readonly [name: string]: Schema };
}

export interface Sources {
  readonly types: Types;
  readonly schema: { readonly definitions: { readonly [name: string]: Schema } };
}

/** What the last build has written. */
export function builtSources(): Sources {
  const root = join(__dirname, '..');
  if (!existsSync(join(root, '.jsii'))) throw new Error('.jsii is missing: the public API is read from it; run `npx projen compile` first');
  const read = (file: string): unknown => JSON.parse(readFileSync(join(root, file), 'utf8'));
  return { types: (read('.jsii') as Sources).types, schema: read('lib/definition/definition.schema.json') as Sources['schema'] };
}

/** The name by which users know a type: `ModelEndpoint`, or `kubernetes.ModelEndpoint` where it is in a namespace. */
export function nameOf({ fqn }: Pick<Type, 'fqn'>): string {
  return fqn.split('.').slice(1).join('.');
}

/** Those of a struct and of what it extends in this library, the required ones first. */
export function propertiesOf(struct: Type, types: Types): readonly Property[] {
  const all = [...struct.properties ?? [], ...(struct.interfaces ?? []).flatMap(base => types[base] ? propertiesOf(types[base], types) : [])];
  return [...all.filter(({ optional }) => !optional), ...all.filter(({ optional }) => optional)];
}
