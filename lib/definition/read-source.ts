import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { position, Source } from './source';
import { isObject } from './structure';
import { MlopsError } from '../private/errors';

/** Formats, by the end of the file's name. */
const FORMATS: Record<string, 'json' | 'yaml'> = { '.json': 'json', '.yaml': 'yaml', '.yml': 'yaml' };

/**
 * Reads an object from a YAML or JSON file, and remembers where each value stands (`sourceOf`).
 *
 * @param what the file holds, for messages, for example `definition`
 */
export function readSource(file: string, what: string): object {
  const format = FORMATS[extname(file).toLowerCase()];
  if (format === undefined) throw new MlopsError('UnreadableFile', `${file}: the name of a ${what} must end in .yaml, .yml or .json`);
  const text = readText(file, what);
  if (text.trim() === '') throw new MlopsError('UnreadableFile', `${file} is empty; it must hold a ${what}`);
  const { value, places, faults } = yaml().parseYaml(text, format);
  if (faults.length > 0) {
    const lines = new Set(faults.map(fault => `  ${file}:${position(text, fault.offset)} ${fault.message}`));
    throw new MlopsError('UnreadableFile', [`${file} cannot be read, ${count(lines.size, 'problem')}:`, ...lines].join('\n'));
  }
  if (!isObject(value) || Array.isArray(value)) {
    const got = value === null ? 'nothing' : Array.isArray(value) ? 'a list' : JSON.stringify(value);
    throw new MlopsError('UnreadableFile', `${file}:${position(text, places().offset)} must hold an object with keys, got ${got}`);
  }
  new Source(file, text, places).own(value);
  return value;
}

/** `1 problem`, `2 problems` */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function readText(file: string, what: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reasons: Record<string, string> = {
      EACCES: `${file} may not be read; check its permissions`,
      EISDIR: `${file} is a folder; give the ${what} inside it`,
      ENOENT: `there is no file ${file}; give the path of a ${what}`,
      ENOTDIR: `there is no file ${file}; a part of the path is not a folder`,
    };
    throw new MlopsError('UnreadableFile', reasons[code ?? ''] ?? `${file} cannot be read: ${(error as Error).message}`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new MlopsError('UnreadableFile', `${file} is not text in UTF-8; save it with that encoding`);
  }
}

let loaded: typeof import('./parse-yaml') | undefined;

/** The parser takes longer to load than all the rest, and definitions in code never need it. */
function yaml(): typeof import('./parse-yaml') {
  return loaded ??= createRequire(__filename)('./parse-yaml') as typeof import('./parse-yaml');
}
