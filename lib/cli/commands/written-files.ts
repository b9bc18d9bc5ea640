import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MlopsError } from '../../private/errors';

/** A file of the repository that a command writes. */
interface WrittenFile {
  readonly path: string;
  readonly content: string;
}

/** What a command writes, and how it speaks of it. */
interface Written {
  readonly files: readonly WrittenFile[];
  /** `delivery`: every file holds a line that says so. */
  readonly command: string;
  /** `what delivers`. */
  readonly what: string;
  /** `Delivery`, in the names of errors. */
  readonly code: string;
}

/** Where files are written, or whether they are only held against what is there. */
export interface WriteOptions {
  readonly check?: boolean;
  readonly output?: string;
}

/**
 * Writes files into a repository, or only says whether they are there as they should be: they must not fall behind the definition. What
 * somebody has written by hand stays.
 */
export function writeFiles({ code, command, files, what }: Written, { check = false, output = '.' }: WriteOptions): string {
  const stale = files.filter(({ path, content }) => read(join(output, path)) !== content);
  if (check && stale.length > 0) {
    throw MlopsError.ofMany(`Stale${code}`, `${what} is not what the definition says; run \`npx mlops ${command}\` and commit`,
      stale.map(({ path }) => `${path} ${existsSync(join(output, path)) ? 'differs' : 'is missing'}`));
  }
  const mark = `Written by \`npx mlops ${command}\``;
  const foreign = stale.map(({ path }) => path).filter(path => read(join(output, path))?.includes(mark) === false);
  if (foreign.length > 0) {
    throw MlopsError.ofMany(`Foreign${code}`,
      `what was written by hand is not overwritten; move it to another place, and run \`npx mlops ${command}\` again`, foreign);
  }
  for (const { path, content } of stale) {
    mkdirSync(dirname(join(output, path)), { recursive: true });
    writeFileSync(join(output, path), content);
  }
  return files.map(({ path }) => `${path}${stale.some(other => other.path === path) ? '' : ' is up to date'}`).join('\n');
}

function read(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
