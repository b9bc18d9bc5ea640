import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SourceBundleOptions } from './source-bundle';

const PROGRAMS = join(__dirname, '..', '..', 'programs');

/** A Python program that comes with the library. */
export interface LibraryProgram {
  /** Its folder, absolute. */
  readonly directory: string;
  /** The file at the top of the folder that is run. */
  readonly entryPoint: string;
  /** How it is packed: with what all programs share, which among the sources stands beside their folders. */
  readonly packing: SourceBundleOptions;
}

/** A program by the name of its folder, which is that of its file too. */
export function libraryProgram(name: 'monitor' | 'explain' | 'features'): LibraryProgram {
  return {
    directory: join(PROGRAMS, name),
    entryPoint: `${name}.py`,
    packing: { launched: true, packageFile: join(PROGRAMS, 'job', '__init__.py') },
  };
}

/** What a program and its jobs have agreed on: the one file that both read. */
export function programContract<T>({ directory }: LibraryProgram): T {
  return JSON.parse(readFileSync(join(directory, 'contract.json'), 'utf8')) as T;
}
