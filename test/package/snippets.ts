import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE } from './installed';

/** The blocks of code of one language in a page of the package. */
export function blocksOf(page: string, language: string): string[] {
  return [...readFileSync(join(PACKAGE, page), 'utf8').matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)]
    .filter(([, marked]) => marked === language).map(([, , code]) => code!);
}
