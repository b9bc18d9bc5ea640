import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { versioning } from '../../lib';
import { SystemFiles } from '../../lib/synth/system/system-files';
import { DEFINITIONS } from '../examples/examples';

const FOLDER = join(__dirname, '../../examples');
const versioned = DEFINITIONS.map(name => [name, SystemFiles.read(join(FOLDER, name, 'mlops.yaml')).definition] as const)
  .filter(([, definition]) => definition.versioning !== undefined);

test('there are some', () => {
  expect(versioned.length).toBeGreaterThan(0);
});

test.each(versioned)('the files of %s are those of its definition', (name, definition) => {
  for (const { path, content } of new versioning.DataVersioning({ definition }).files) {
    const file = join(FOLDER, name, path);
    expect({ path, content: existsSync(file) ? readFileSync(file, 'utf8') : 'missing: run `npx mlops versioning`' }).toEqual({ path, content });
  }
});
