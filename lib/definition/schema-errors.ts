import { orMeant } from './storage-place';
import { listed, nearest } from '../private/nearest';
import { Path, Problem } from '../private/problems';

/** The part of a JSON Schema that an explanation needs. */
interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Record<string, unknown>;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly patternErrorMessage?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maxLength?: number;
  readonly oneKeyOf?: readonly string[];
  readonly atMostOneKeyOf?: readonly string[];
  /** The keys of the alternatives, and which of these have them. */
  readonly standsUnder?: Readonly<Record<string, readonly string[]>>;
}

/** An error of the compiled schema. */
export interface SchemaError {
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: { readonly additionalProperty?: string; readonly missingProperty?: string };
  readonly parentSchema: Schema;
  readonly data: unknown;
}

type PlacedError = SchemaError & { readonly path: Path };
type Written = (path: Path) => string | undefined;

/** One value breaks at most one of these that is worth saying: the first. */
const VALUE_KEYWORDS = [
  'enum', 'type', 'oneOf', 'not', 'pattern', 'maxLength', 'minimum', 'exclusiveMinimum', 'maximum', 'minItems', 'maxItems',
];

/** Any: a pattern that takes it is one of places. */
const A_PLACE = 's3://bucket/';

const TYPES: Record<string, string> = {
  array: 'a list',
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
  object: 'an object',
  string: 'text',
};

/** Says in words what is wrong, once for each cause. */
export function explain(errors: readonly PlacedError[], written: Written = () => undefined): Problem[] {
  const unknown = errors.filter(error => error.keyword === 'additionalProperties');
  // `endpont` is why `endpoint` is missing, and a `region` that does not stand under `aws` is why both are.
  const meant = new Set(unknown.flatMap(error => meantPaths(error).map(pathKey)));
  const isMeant = (error: PlacedError, key: string) => meant.has(pathKey([...error.path, key]));
  const missing = errors.filter(error => error.keyword === 'required' && !isBranch(error) && !isMeant(error, error.params.missingProperty!));

  const values = new Map<string, PlacedError>();
  for (const error of errors) {
    if (isBranch(error) || !VALUE_KEYWORDS.includes(error.keyword)) continue;
    if (error.keyword === 'oneOf' && error.parentSchema.oneKeyOf?.some(key => isMeant(error, key))) continue;
    const known = values.get(error.instancePath);
    if (known === undefined || rank(error) < rank(known)) values.set(error.instancePath, error);
  }

  return [
    ...unknown.map(error =>
      ({ path: [...error.path, error.params.additionalProperty!], message: unknownKey(error), ofKey: true, meant: meantPaths(error) })),
    ...missing.map(error => ({ path: [...error.path, error.params.missingProperty!], message: 'is missing' })),
    ...[...values.values()].map(error =>
      ({ path: error.path, message: wrongValue(error, written(error.path)), ...isScalar(error) && { isScalar: true } })),
  ];
}

/** Errors inside the alternatives of `oneOf` and `not` only say why these failed. */
function isBranch(error: SchemaError): boolean {
  return /\/(oneOf|not|anyOf)\/./.test(error.schemaPath);
}

/** What is more telling comes first; of two patterns, the one of the property before the one of its type. */
function rank(error: SchemaError): number {
  return VALUE_KEYWORDS.indexOf(error.keyword) - error.schemaPath.length / 1000;
}

function isScalar({ parentSchema }: SchemaError): boolean {
  return [parentSchema.type].flat().every(type => type === 'string' || type === 'number' || type === 'integer');
}

function pathKey(path: Path): string {
  return JSON.stringify(path);
}

/** Where what an unknown key probably means would stand. */
function meantPaths(error: PlacedError): Path[] {
  const meant = meantKey(error);
  const keys = [...meant === undefined ? [] : [[meant]], ...keysBelow(error), ...insteadOf(error).map(key => [key])];
  return keys.map(path => [...error.path, ...path]);
}

function meantKey(error: SchemaError): string | undefined {
  return nearest(error.params.additionalProperty!, keysLeft(error));
}

/** The keys that are not given yet, else all of them. */
function keysLeft(error: SchemaError): string[] {
  const keys = Object.keys(error.parentSchema.properties ?? {});
  return keys.filter(key => !Object.hasOwn(error.data as object, key));
}

/** Where a key belongs that stands beside the alternatives, as it is or as it was probably meant: under the given one, else under any that has it. */
function below({ data, params, parentSchema }: SchemaError): { readonly key: string; readonly alternatives: readonly string[] } | undefined {
  const { standsUnder = {} } = parentSchema;
  const written = params.additionalProperty!;
  const key = Object.hasOwn(standsUnder, written) ? written : nearest(written, Object.keys(standsUnder));
  if (key === undefined) return undefined;
  const given = standsUnder[key]!.filter(alternative => Object.hasOwn(data as object, alternative));
  return { key, alternatives: given.length > 0 ? given : standsUnder[key]! };
}

function keysBelow(error: SchemaError): string[][] {
  const { key = '', alternatives = [] } = below(error) ?? {};
  return alternatives.flatMap(alternative => [[alternative], [alternative, key]]);
}

/** The alternatives of which none is given, while there is a key that nothing else explains: probably one that there is elsewhere, or not yet. */
function insteadOf(error: SchemaError): readonly string[] {
  const { data, params, parentSchema: { oneKeyOf = [] } } = error;
  const isExplained = params.additionalProperty!.startsWith('x-') || meantKey(error) !== undefined || below(error) !== undefined;
  return isExplained || oneKeyOf.some(key => Object.hasOwn(data as object, key)) ? [] : oneKeyOf;
}

function unknownKey(error: SchemaError): string {
  const key = JSON.stringify(error.params.additionalProperty);
  const keys = Object.keys(error.parentSchema.properties ?? {});
  const joined = withoutSpace(error.params.additionalProperty!, keys);
  if (joined !== undefined) return joined;
  if (error.params.additionalProperty!.startsWith('x-')) {
    return `there is no key ${key} here; keys that begin with x- stand at the top of a definition`;
  }
  const meant = meantKey(error);
  const misplaced = below(error);
  if (misplaced !== undefined && (meant === undefined || misplaced.key === error.params.additionalProperty)) {
    const { key: name, alternatives } = misplaced;
    const where = `${name === error.params.additionalProperty ? 'it' : JSON.stringify(name)} stands `
      + `under ${alternatives.length > 1 ? 'one of ' : ''}${listed(alternatives)}`;
    return `there is no key ${key} here; ${where}${alternatives.length > 1 ? '' : `: write { ${alternatives[0]}: { ${name}: … } }`}`;
  }
  if (keys.length === 0) return `there is no key ${key} here; there are no settings, write {}`;
  const instead = insteadOf(error);
  if (instead.length > 0) return `there is no key ${key} here; take ${instead.length > 1 ? 'one of ' : ''}${listed(instead, 30)}`;
  return `there is no key ${key} here; ${meant === undefined ? `known: ${listed(keys, 30)}` : `did you mean ${JSON.stringify(meant)}?`}`;
}

/** `region:eu-west-1` is one text to YAML. */
function withoutSpace(text: string, keys: readonly string[]): string | undefined {
  const [, key, value] = /^([\w-]+):(\S.*)$/s.exec(text) ?? [];
  return key !== undefined && keys.includes(key) ? 'a space is missing after the colon; '
    + `write ${shown(`${key}: ${value}`)} without quotes` : undefined;
}

function wrongValue(error: SchemaError, text: string | undefined): string {
  const { parentSchema: schema, data } = error;
  switch (error.keyword) {
    case 'enum': return wrongChoice(schema.enum ?? [], data);
    case 'type': return wrongType(schema, data, text);
    case 'pattern': return `${schema.patternErrorMessage ?? `must match ${schema.pattern}`}, `
      + `got ${shown(data)}${isOfPlaces(schema) ? orMeant(data as string) : ''}`;
    case 'oneOf': return wrongKeys('exactly one', schema.oneKeyOf ?? [], data);
    case 'not': return wrongKeys('at most one', schema.atMostOneKeyOf ?? [], data);
    case 'maxLength': return `must have at most ${schema.maxLength} characters, got ${String(data).length}`;
    case 'minItems': case 'maxItems': {
      const noun = schema.maxItems === undefined && schema.minItems === 1 ? 'entry' : 'entries';
      return `must have ${range(schema.minItems, schema.maxItems)} ${noun}, got ${(data as unknown[]).length}`;
    }
    default: return `must be ${range(schema.minimum, schema.maximum, schema.exclusiveMinimum)}, got ${shown(data)}`;
  }
}

/** Whether what is asked for is a place of files: its pattern takes one. */
function isOfPlaces({ pattern }: Schema): boolean {
  return pattern !== undefined && new RegExp(pattern, 'u').test(A_PLACE);
}

function wrongChoice(choices: readonly unknown[], data: unknown): string {
  const meant = typeof data === 'string' ? nearest(data, choices.map(String)) : undefined;
  return `must be ${choices.length === 1 ? '' : 'one of '}${listed(choices.map(String))}, `
    + `got ${shown(data)}${meant === undefined ? '' : `; did you mean ${JSON.stringify(meant)}?`}`;
}

function wrongType(schema: Schema, data: unknown, text: string | undefined): string {
  const types = [schema.type ?? []].flat();
  const got = typeof data === 'string' || text === '' ? shown(data) : text ?? shown(data);
  // YAML makes numbers of account numbers and versions, and loses zeros.
  if (types.includes('string') && (typeof data === 'number' || typeof data === 'boolean')) {
    const fits = schema.pattern === undefined || new RegExp(schema.pattern).test(got);
    return fits ? `must be text, got ${got}; put it in quotes: "${got}"` : `${schema.patternErrorMessage ?? 'must be text'}, got ${got}`;
  }
  const expected = types.map(type => TYPES[type] ?? type).join(' or ');
  if (types.includes('object') && data === null && (schema.required ?? []).length === 0) {
    return `must be an object, got null; ${schema.properties === undefined
      ? 'give it an entry, or remove the key'
      : 'write {} to take the defaults'}`;
  }
  if (typeof data === 'string' && schema.oneKeyOf?.includes(data)) return `must be an object, got ${got}; write { ${data}: {} }`;
  const joined = typeof data === 'string' && types.includes('object') ? withoutSpace(data, Object.keys(schema.properties ?? {})) : undefined;
  if (joined !== undefined) return joined;
  if (types.includes('array') && typeof data === 'string') return `must be a list, got ${got}; write [${got}]`;
  return `must be ${schema.patternErrorMessage?.replace(/^must be /, '') ?? expected}, got ${got}`;
}

function wrongKeys(count: string, keys: readonly string[], data: unknown): string {
  const given = keys.filter(key => (data as Record<string, unknown>)[key] !== undefined);
  if (keys.length === 1) return `needs the key ${listed(keys)}`;
  return `takes ${count} of ${listed(keys, 30)}, got ${given.length === 0 ? 'none' : listed(given)}`;
}

function range(min: number | undefined, max: number | undefined, above?: number): string {
  if (above !== undefined) return `above ${above}${max === undefined ? '' : ` and at most ${max}`}`;
  if (min === max) return `exactly ${min}`;
  if (max === undefined) return `at least ${min}`;
  return min === undefined ? `at most ${max}` : `from ${min} to ${max}`;
}

/** The value as it is written in JSON; what is long is only named. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 80 ? `${value.slice(0, 77)}…` : value);
  if (Array.isArray(value)) return value.length === 0 ? '[]' : 'a list';
  if (typeof value === 'function') return 'a function';
  if (value !== null && typeof value === 'object') return Object.keys(value).length === 0 ? '{}' : 'an object';
  return String(value);
}
