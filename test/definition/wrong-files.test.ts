import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DefinitionFile, readDefinition } from '../../lib/definition/definition-file';
import { lockProblems } from '../../lib/definition/lock-check';
import { LockFile } from '../../lib/definition/lock-file';
import { throwDefinitionProblems } from '../../lib/definition/report';
import { MlopsError } from '../../lib/private/errors';

const FOLDER = join(__dirname, 'wrong');
const files = readdirSync(FOLDER).filter(file => /\.(json|toml|yaml)$/.test(file));

/** What a user sees, without the folder of the tests. */
function complaint(file: string): string {
  const path = join(FOLDER, file);
  try {
    if (file.endsWith('.lock.json')) {
      const lock = LockFile.load(path);
      throwDefinitionProblems(lock, lockProblems(lock, readDefinition(join(__dirname, 'right', 'locked.yaml'))));
    } else {
      DefinitionFile.load(path);
    }
  } catch (error) {
    if (!MlopsError.isMlopsError(error)) throw error;
    return error.message.replaceAll(`${FOLDER}/`, '');
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
