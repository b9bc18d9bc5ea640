import { createRequire } from 'node:module';
import { Token } from 'aws-cdk-lib';
import { explain, SchemaError } from './schema-errors';
import { isPlain } from '../private/plain-data';
import { Path, Problem } from '../private/problems';

/** How a value is held against its struct. */
export interface StructureOptions {
  /** Other keys are allowed beside the struct's own, as in a construct's props; not those that stand under one of its alternatives. */
  readonly openTop?: boolean;
  /** The text that stands in a file for a value, before YAML made a number or boolean of it. */
  readonly written?: (path: Path) => string | undefined;
}

type Validator = ((value: unknown) => boolean) & { errors?: SchemaError[] | null };

/**
 * Holds a value against the JSON Schema of a definition struct: unknown keys, types, ranges, patterns, exactly-one-of.
 * Each cause is said once, in the order of the value. Tokens pass.
 */
export function structureProblems(struct: string, value: unknown, options: StructureOptions = {}): Problem[] {
  const validate = validators()[struct];
  if (validate === undefined) throw new Error(`there is no struct ${struct}`);
  if (Token.isUnresolved(value) || validate(value)) return [];
  const errors = (validate.errors ?? [])
    .map(error => ({ ...error, path: toPath(value, error.instancePath) }))
    .filter(error => !(options.openTop && error.path.length === 0 && isOfOthers(error)))
    .filter(error => isTextForMore(error)
      || !isOpen(value, error.keyword === 'additionalProperties' ? [...error.path, error.params.additionalProperty!] : error.path));
  return inOrder(value, explain(errors, options.written));
}

/** Sorts by where the paths stand in a value; what is missing comes before what is there. */
export function inOrder(value: unknown, problems: readonly Problem[]): Problem[] {
  const positions = new Map<object, Map<string, number>>();

  function position(parent: unknown, key: string | number): number {
    if (typeof key === 'number') return key;
    if (!isObject(parent)) return -1;
    const known = positions.get(parent) ?? new Map(Object.keys(parent).map((name, index) => [name, index]));
    positions.set(parent, known);
    return known.get(key) ?? -1;
  }

  function compare(a: Path, b: Path): number {
    const depth = a.findIndex((key, index) => key !== b[index]);
    if (depth < 0) return a.length - b.length;
    if (depth >= b.length) return 1;
    const parent = valueAt(value, a.slice(0, depth));
    return position(parent, a[depth]!) - position(parent, b[depth]!);
  }

  return [...problems].sort((a, b) => compare(a.path, b.path));
}

/** What stands at a path; `undefined` when nothing does. */
export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce(inside, value);
}

/** Where a value has what a key means, of which `*` is any name: `monitoring.*.baseline`, in its parts. */
export function pathsTo(value: unknown, [part, ...rest]: readonly string[], path: Path = []): Path[] {
  if (part === undefined) return value === undefined ? [] : [path];
  if (!isPlain(value)) return [];
  const names = part === '*' ? Object.keys(value) : Object.hasOwn(value, part) ? [part] : [];
  return names.flatMap(name => pathsTo((value as Readonly<Record<string, unknown>>)[name], rest, [...path, name]));
}

/** What an object holds itself: never what every object has, such as `constructor`. */
function inside(value: unknown, key: string | number): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

export function isObject(value: unknown): value is Record<string | number, unknown> {
  return value !== null && typeof value === 'object';
}

let loaded: Record<string, Validator> | undefined;

/** They are compiled from the schema at build time, and loaded when the first value is checked. */
function validators(): Record<string, Validator> {
  return loaded ??= createRequire(__filename)('./structure-validators.js') as Record<string, Validator>;
}

/** `/models/churn/containers/0` -> `['models', 'churn', 'containers', 0]` */
function toPath(value: unknown, pointer: string): Path {
  const path: (string | number)[] = [];
  let at = value;
  for (const part of pointer.split('/').slice(1)) {
    const key = Array.isArray(at) ? Number(part) : part.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(key);
    at = inside(at, key);
  }
  return path;
}

/** A key that neither the struct nor one of its alternatives has. */
function isOfOthers({ keyword, params, parentSchema }: SchemaError): boolean {
  return keyword === 'additionalProperties' && !Object.hasOwn(parentSchema.standsUnder ?? {}, params.additionalProperty!);
}

/** A token may stand for an object or a list, but then it is one itself: rules look into these, and not into a text. */
function isTextForMore({ data, keyword, parentSchema }: SchemaError): boolean {
  return keyword === 'type' && typeof data === 'string' && [parentSchema.type].flat().every(type => type === 'object' || type === 'array');
}

/** Whether a value, or one that holds it, is a token or was given as `undefined`: neither is wrong. */
function isOpen(value: unknown, path: Path): boolean {
  let at = value;
  for (const key of path) {
    at = inside(at, key);
    if (at === undefined || Token.isUnresolved(at) || (typeof key === 'string' && Token.isUnresolved(key))) return true;
  }
  return false;
}
