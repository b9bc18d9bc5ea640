import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { ODD_KEYS, ODD_VALUES } from '../arbitraries';

interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly patternErrorMessage?: string;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

const LIB = join(__dirname, '../../../lib/definition');
const TEXTS = ['a', 'churn', 'eu-west-1', '111111111111', 's3://acme/a.tar.gz', 'datasets.a', 'features.a', 'train.model', 'evaluate.auc', 'parameters.a', 'daily', '15m', '30GiB', 'src/train.py'];

/** Values with the keys of a published schema, mostly of the right types: whatever a struct can be given, however senseless. */
export function valuesOf(file: string): (pick: fc.GeneratorValue) => unknown {
  const root = JSON.parse(readFileSync(join(LIB, file), 'utf8')) as Schema;
  return pick => valueOf(root, root, pick, 0);
}

function valueOf(schema: Schema, root: Schema, pick: fc.GeneratorValue, depth: number): unknown {
  const target = schema.$ref ?? schema.allOf?.[0]?.$ref;
  if (target !== undefined) return valueOf(root.definitions![decodeURIComponent(target.replace('#/definitions/', ''))]!, root, pick, depth);
  if (pick(fc.integer, { min: 0, max: 39 }) === 0) return pick(fc.constantFrom, ...ODD_VALUES);
  if (schema.anyOf) return valueOf(pick(fc.constantFrom, ...schema.anyOf), root, pick, depth);
  if (schema.enum) return pick(fc.constantFrom, ...schema.enum);
  switch (pick(fc.constantFrom, ...[schema.type ?? 'object'].flat())) {
    case 'object': return objectOf(schema, root, pick, depth);
    case 'array': return Array.from({ length: pick(fc.integer, { min: 0, max: 2 }) }, () => valueOf(schema.items ?? {}, root, pick, depth + 1));
    case 'boolean': return pick(fc.boolean);
    case 'integer': return pick(fc.integer, { min: -1, max: 100 });
    case 'number': return pick(fc.constantFrom, 0, 0.5, 1, 10, -0.1, 1e9);
    default: return schema.const ?? pick(fc.constantFrom, ...TEXTS, /such as "?([^" ]+)/.exec(schema.patternErrorMessage ?? '')?.[1] ?? 'a');
  }
}

function objectOf(schema: Schema, root: Schema, pick: fc.GeneratorValue, depth: number): unknown {
  const chance = depth < 2 ? 2 : 5;
  const own = Object.entries(schema.properties ?? {})
    .filter(([key]) => schema.required?.includes(key) || pick(fc.integer, { min: 1, max: chance }) === 1);
  const values = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : {};
  const count = schema.properties ? 0 : pick(fc.integer, { min: 0, max: 2 });
  const named = Array.from({ length: count }, () => [pick(fc.constantFrom, 'a', 'churn', 'train', 'evaluate', ...ODD_KEYS), values] as const);
  return Object.fromEntries([...own, ...named].map(([key, inner]) => [key, valueOf(inner, root, pick, depth + 1)]));
}
