import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { damaged } from './damage';
import { quickPick } from './quick-pick';
import { valuesOf } from './schema-values';
import { mutate, rightDefinition } from '../arbitraries';

/** The files of a system, as somebody may have left them. */
export interface Mutant {
  readonly name: string;
  readonly text: string;
  /** `mlops.lock.json`, when there is one. */
  readonly lock?: string;
}

const EXAMPLES = join(__dirname, '../../../examples');

const examples = (name: string) => readdirSync(EXAMPLES).map(example => join(EXAMPLES, example, name)).filter(existsSync);
const tests = (folder: string) => readdirSync(join(__dirname, '..', folder)).filter(name => name.endsWith('.yaml')).map(name => join(__dirname, '..', folder, name));
const read = (file: string) => readFileSync(file, 'utf8');
const parsed = (text: string) => parse(text, { merge: true }) as unknown;

const RIGHT = [...examples('mlops.yaml'), ...tests('right')].map(read);
const WRONG = tests('wrong').map(read);
const LOCKS = [...examples('mlops.lock.json'), join(__dirname, '../right/mlops.lock.json')].map(read);

const anyDefinition = valuesOf('definition.schema.json');
const anyLock = valuesOf('lock.schema.json');

/** Definitions and lock files that were edited badly: as data, as text, or made of nothing but the schema. */
export function mutant(seed: number): Mutant {
  const pick = quickPick(seed);
  const base = pick(fc.constantFrom, true, true, false) ? rightDefinition(pick) : parsed(pick(fc.constantFrom, ...RIGHT));
  const isJson = pick(fc.constantFrom, true, false, false);
  const write = (value: unknown) => isJson ? JSON.stringify(value, undefined, 1) : stringify(value ?? null, { aliasDuplicateObjects: false });
  const text = pick(fc.constantFrom, ...[
    () => write(mutated(base, pick)),
    () => damaged(write(base), pick),
    () => damaged(pick(fc.constantFrom, ...pick(fc.constantFrom, RIGHT, WRONG)), pick),
    () => write(anyDefinition(pick)),
    () => damaged(write(mutated(base, pick)), pick),
  ])();
  return { name: isJson ? 'mlops.json' : 'mlops.yaml', text, lock: pick(fc.constantFrom, true, false, false, false) ? lockText(pick) : undefined };
}

function mutated(value: unknown, pick: fc.GeneratorValue): unknown {
  let result = value;
  for (let edit = pick(fc.constantFrom, 1, 1, 1, 2, 3); edit > 0; edit--) result = mutate(result, pick);
  return result;
}

function lockText(pick: fc.GeneratorValue): string {
  return pick(fc.constantFrom, ...[
    () => pick(fc.constantFrom, ...LOCKS),
    () => JSON.stringify(mutated(JSON.parse(pick(fc.constantFrom, ...LOCKS)), pick), undefined, 1),
    () => damaged(pick(fc.constantFrom, ...LOCKS), pick),
    () => JSON.stringify(anyLock(pick), undefined, 1),
  ])();
}
