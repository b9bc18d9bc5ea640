import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MlopsError } from '../../private/errors';
import { deliveryFiles } from '../../synth/delivery/delivery-files';
import { SystemFiles } from '../../synth/system/system-files';

/** What every file of this command says. */
const WRITTEN = 'Written by `npx mlops delivery`';

/**
 * Writes the files that deliver a system into its repository, or only says whether they are there as they should be: what delivers must
 * not fall behind the definition.
 */
export function delivery(definitionFile: string, { check = false, output = '.' }: { check?: boolean; output?: string } = {}): string {
  const files = deliveryFiles(SystemFiles.read(definitionFile).check());
  const stale = files.filter(({ path, content }) => read(join(output, path)) !== content);
  if (check && stale.length > 0) {
    throw MlopsError.ofMany('StaleDelivery', 'what delivers is not what the definition says; run `npx mlops delivery` and commit',
      stale.map(({ path }) => `${path} ${existsSync(join(output, path)) ? 'differs' : 'is missing'}`));
  }
  const foreign = stale.map(({ path }) => path).filter(path => read(join(output, path))?.includes(WRITTEN) === false);
  if (foreign.length > 0) {
    throw MlopsError.ofMany('ForeignDelivery',
      'what was written by hand is not overwritten; move it to another place, and run `npx mlops delivery` again', foreign);
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
