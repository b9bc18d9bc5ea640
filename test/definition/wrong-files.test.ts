import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDefinition } from '../../lib/definition/definition-file';
import { LockDefinition } from '../../lib/definition/lock-file';
import { readSource } from '../../lib/definition/read-source';
import { MlopsError } from '../../lib/private/errors';
import { checkSystem } from '../../lib/synth/system/check-system';
import { SystemFiles } from '../../lib/synth/system/system-files';

const FOLDER = join(__dirname, 'wrong');
const files = readdirSync(FOLDER).filter(file => /\.(json|toml|yaml)$/.test(file));

/** What a user sees of `mlops check`, without the folder of the tests. */
function complaint(file: string): string {
  const path = join(FOLDER, file);
  try {
    if (file.endsWith('.lock.json')) {
      checkSystem(readDefinition(join(__dirname, 'right', 'locked.yaml')), readSource(path, 'lock file') as LockDefinition, FOLDER);
    } else {
      const { definition, lock, directory } = SystemFiles.read(path);
      checkSystem(definition, lock, directory);
    }
  } catch (error) {
    if (!MlopsError.isMlopsError(error)) throw error;
    return error.message.replaceAll(`${FOLDER}/`, '').replaceAll(JSON.stringify(FOLDER), '"wrong"');
  }
  return '';
}

test.each(files)('fails on %s with the message beside it', file => {
  expect(complaint(file)).toBe(readFileSync(join(FOLDER, file.replace(/\.[a-z]+$/, '.txt')), 'utf8').trimEnd());
});

test('there are at least sixty wrong files', () => {
  expect(files.length).toBeGreaterThanOrEqual(60);
});

test.each(files.filter(file => !file.endsWith('.lock.json') && file > '2'))('says nothing twice on %s', file => {
  const lines = complaint(file).split('\n').slice(1);
  expect(new Set(lines).size).toBe(lines.length);
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) expect(line).toMatch(/^ {2}\S+\.(yaml|json):\d+:\d+ /);
});
