import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const FOLDERS = ['lib/programs', 'bench', 'examples', 'test'];

/** As for TypeScript. */
const LONGEST = 150;

/** Of a folder, except what is installed or cached in it, whose names begin with a dot or two lines. */
function pythonFiles(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).filter(({ name }) => !/^(\.|__|node_modules$)/.test(name)).flatMap(entry => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return pythonFiles(path);
    return path.endsWith('.py') ? [path] : [];
  });
}

test.each(FOLDERS)(`no line of Python in %s has more than ${LONGEST} characters`, folder => {
  const files = pythonFiles(folder);
  expect(files).not.toEqual([]);
  // Characters as a reader counts them, not the two units that a picture has in UTF-16.
  expect(files.flatMap(file => readFileSync(join(ROOT, file), 'utf8').split('\n').flatMap((line, index) =>
    [...line].length > LONGEST ? [`${file}:${index + 1}`] : []))).toEqual([]);
});
