import { lstatSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { Source, SourceText } from './source';
import { isObject } from './structure';
import { MlopsError } from '../private/errors';

/** Formats, by the end of the file's name. */
const FORMATS = new Map<string, 'json' | 'yaml'>([['.json', 'json'], ['.yaml', 'yaml'], ['.yml', 'yaml']]);

/** What a thousand large models fill. Beyond it, reading would take so long that it looks like a hang. */
const MOST_MEBIBYTES = 4;

/**
 * Reads an object from a YAML or JSON file, and remembers where each value stands (`sourceOf`).
 *
 * @param what the file holds, for messages, for example `definition`
 */
export function readSource(file: string, what: string): object {
  const format = FORMATS.get(extname(file).toLowerCase());
  if (format === undefined) throw unreadable(`${file}: the name of a ${what} must end in .yaml, .yml or .json`);
  const text = readText(file, what);
  if (text.trim() === '') throw unreadable(`${file}:1:1 is empty; it must hold a ${what}`);
  const source = new SourceText(text);
  const { value, places, faults } = yaml().parseYaml(source, format);
  if (faults.length > 0) {
    const lines = [...new Set(faults.map(fault => `${file}:${source.position(fault.offset)} ${fault.message}`))];
    throw MlopsError.ofMany('UnreadableFile', `${file} cannot be read, ${count(lines.length, 'problem')}`, lines);
  }
  if (!isObject(value) || Array.isArray(value)) {
    const got = value === null ? 'nothing' : Array.isArray(value) ? 'a list' : JSON.stringify(value);
    throw unreadable(`${file}:${source.position(places().offset)} must hold an object with keys, got ${got}`);
  }
  new Source(file, source, places).own(value);
  return value;
}

/** The same for a file that need not be there. A link that leads nowhere is there. */
export function readSourceIfPresent(file: string, what: string): object | undefined {
  return lstatSync(file, { throwIfNoEntry: false }) === undefined ? undefined : readSource(file, what);
}

/** `1 problem`, `2 problems` */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function unreadable(message: string): MlopsError {
  return new MlopsError('UnreadableFile', message);
}

function readText(file: string, what: string): string {
  const bytes = readBytes(file, what);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    if (bytes.length > 1 && [0xfeff, 0xfffe].includes(bytes.readUInt16BE(0))) {
      throw unreadable(`${file}:1:1 is not text in UTF-8, but in UTF-16; save it with the encoding UTF-8`);
    }
    const text = bytes.toString('utf8');
    throw unreadable(`${file}:${new SourceText(text).position(text.indexOf('\uFFFD'))} is not text in UTF-8; save it with that encoding`);
  }
}

/** Looks at the file first: reading from a pipe or a device may never end. */
function readBytes(file: string, what: string): Buffer {
  try {
    const status = statSync(file);
    if (status.isDirectory()) throw unreadable(`${file} is a folder; give the ${what} inside it`);
    if (!status.isFile()) throw unreadable(`${file} is no file but a pipe, a socket or a device; give the path of a ${what}`);
    if (status.size > MOST_MEBIBYTES * 2 ** 20) {
      throw unreadable(`${file} must have at most ${MOST_MEBIBYTES} MiB, got ${Math.ceil(status.size / 2 ** 20)} MiB; divide the system`);
    }
    return readFileSync(file);
  } catch (error) {
    if (MlopsError.isMlopsError(error)) throw error;
    const { code } = error as NodeJS.ErrnoException;
    const reasons: Record<string, string> = {
      EACCES: `${file} may not be read; check its permissions`,
      ELOOP: `${file} is a link that leads to itself`,
      ENOENT: `there is no file ${file}; give the path of a ${what}`,
      ENOTDIR: `there is no file ${file}; a part of the path is not a folder`,
    };
    throw unreadable(reasons[code ?? ''] ?? `${file} cannot be read: ${(error as Error).message}`);
  }
}

let loaded: typeof import('./parse-yaml') | undefined;

/** The parser takes longer to load than all the rest, and definitions in code never need it. */
function yaml(): typeof import('./parse-yaml') {
  return loaded ??= createRequire(__filename)('./parse-yaml') as typeof import('./parse-yaml');
}
