import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bundleHandlers } from '../../build-tools/bundle-handlers';

/** A project with a handler that needs a file, packages and the SDK, and with one that needs nothing. */
const PROJECT = {
  'lib/aws/greeting/handlers/greet.ts': `
    import { shop } from '@aws-sdk/client-shop';
    import { greeting } from '@polite/words';
    import { Refusal } from './logic/refusal';
    export const handler = (name?: string) => {
      if (name === undefined) throw new Refusal(greeting('nobody'));
      return greeting(name) + ' from ' + shop();
    };`,
  'lib/aws/greeting/handlers/logic/refusal.ts': `
    export class Refusal extends Error {
      constructor(why: string) { super(why); this.name = new.target.name; }
    }`,
  'lib/aws/greeting/handlers/greet.d.ts': 'export declare const handler: () => string;',
  'lib/aws/greeting/greeting.ts': 'export class Greeting {}',
  'lib/aws/clock/handlers/tick.ts': "export const handler = () => 'tick';",
  'node_modules/@aws-sdk/client-shop/package.json': '{ "name": "@aws-sdk/client-shop", "version": "3.0.0" }',
  'node_modules/@aws-sdk/client-shop/index.js': "exports.shop = () => 'the SDK of the build';",
  'node_modules/@polite/words/package.json': '{ "name": "@polite/words", "version": "1.2.3" }',
  'node_modules/@polite/words/index.js': `
    const capital = require('capital');
    exports.greeting = name => 'Hello ' + capital(name);
    //# sourceMappingURL=index.js.map`,
  'node_modules/@polite/words/LICENSE': 'Copyright of the words\n',
  'node_modules/capital/package.json': '{ "name": "capital", "version": "4.5.6" }',
  'node_modules/capital/index.js': 'module.exports = word => word[0].toUpperCase() + word.slice(1);',
  'node_modules/capital/licence.txt': 'Copyright of the capital\n',
  'node_modules/unused/package.json': '{ "name": "unused", "version": "1.0.0" }',
};
const GREET = 'lib/aws/greeting/handlers/greet';

let root: string;
beforeEach(() => {
  root = projectIn('bundle-handlers-');
});
afterEach(() => rmSync(root, { recursive: true }));

function projectIn(prefix: string): string {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  write(folder, PROJECT);
  return folder;
}

function write(folder: string, files: Record<string, string>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
}

/** What is in the project besides the files that it was made of. */
function written(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true }).filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1)).filter(file => !(file in PROJECT)).sort();
  return Object.fromEntries(files.map(file => [file, readFileSync(join(folder, file), 'utf8')]));
}

/** What an expression of the bundle in a folder of its own prints, where nothing is installed but what is given. */
function ran(bundle: string, expression: string, installed: Record<string, string> = {}): string {
  const runtime = mkdtempSync(join(tmpdir(), 'runtime-'));
  cpSync(join(root, bundle), runtime, { recursive: true });
  write(runtime, installed);
  const { stdout, stderr } = spawnSync(process.execPath, ['--print', `const bundle = require('./index.js'); ${expression}`], {
    cwd: runtime, encoding: 'utf8', env: { PATH: process.env.PATH },
  });
  rmSync(runtime, { recursive: true });
  return (stdout + stderr).trim();
}

const SDK = { 'node_modules/@aws-sdk/client-shop/index.js': "exports.shop = () => 'the SDK of the runtime';" };

test('handlers alone are bundled, each into a folder of its name, with the licences of packages where there are any', () => {
  bundleHandlers(root);
  expect(Object.keys(written(root))).toEqual(['lib/aws/clock/handlers/tick/index.js', `${GREET}/LICENSES.txt`, `${GREET}/index.js`]);
});

test('a bundle runs where nothing is installed, and takes the SDK of the runtime', () => {
  bundleHandlers(root);
  expect(ran('lib/aws/clock/handlers/tick', 'bundle.handler()')).toBe('tick');
  expect(ran(GREET, "bundle.handler('ada')", SDK)).toBe('Hello Ada from the SDK of the runtime');
  expect(ran(GREET, "bundle.handler('ada')")).toContain("Cannot find module '@aws-sdk/client-shop'");
});

test('an error keeps the name of its class', () => {
  bundleHandlers(root);
  expect(ran(GREET, 'try { bundle.handler() } catch (error) { String(error) }', SDK)).toBe('Refusal: Hello Nobody');
});

test('the bytes are the same in a second run and in another place, and say nothing of the place or of a source map', () => {
  bundleHandlers(root);
  const first = written(root);
  bundleHandlers(root);
  expect(written(root)).toEqual(first);
  const elsewhere = projectIn('another-place-with-a-longer-name-');
  bundleHandlers(elsewhere);
  expect(written(elsewhere)).toEqual(first);
  rmSync(elsewhere, { recursive: true });
  expect(Object.entries(first).filter(([, text]) => text.includes(tmpdir()) || text.includes('sourceMappingURL'))).toEqual([]);
});

test('licences are those of the packages in the bundle, also of those that packages need', () => {
  bundleHandlers(root);
  expect(written(root)[`${GREET}/LICENSES.txt`])
    .toBe('@polite/words 1.2.3\n\nCopyright of the words\n\n---\n\ncapital 4.5.6\n\nCopyright of the capital');
});

test('a package without a licence is refused', () => {
  rmSync(join(root, 'node_modules/capital/licence.txt'));
  expect(() => bundleHandlers(root)).toThrow('capital has no licence file; do not bundle it');
});
