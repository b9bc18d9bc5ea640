import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { EXCEPTIONS, licenceProblems } from './licences';

const ROOT = join(__dirname, '../..');

interface Locked {
  readonly version: string;
  readonly integrity?: string;
  readonly inBundle?: boolean;
  readonly dev?: boolean;
  readonly hasInstallScript?: boolean;
  readonly license?: string;
  readonly dependencies?: Record<string, string>;
}
type Packages = Record<string, Locked>;

const read = (file: string) => JSON.parse(readFileSync(join(ROOT, file), 'utf8'));
const { '': own, ...packages } = read('package-lock.json').packages as Packages & { '': Locked };
const manifest = read('package.json');
const nameOf = (path: string) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** Whether npm can tell that it got the same bytes: by a hash of the package, or of the one that brings it inside. */
function hashed(locked: Packages, path: string): boolean {
  const { integrity, inBundle } = locked[path] ?? {};
  if (integrity !== undefined) return /^sha512-[\w+/]{86}==$/.test(integrity);
  const parent = path.slice(0, path.lastIndexOf('/node_modules/'));
  return inBundle === true && parent !== path && parent in locked && hashed(locked, parent);
}

function sourceProblems(locked: Packages): string[] {
  return Object.entries(locked).flatMap(([path, entry]) => {
    const elsewhere = Object.entries(entry.dependencies ?? {}).filter(([, from]) => /[:/]/.test(from.replace(/^npm:(@[\w.-]+\/)?/, '')));
    const { funding: _, deprecated: __, ...rest } = entry as Locked & { funding?: object; deprecated?: string };
    return [
      ...hashed(locked, path) ? [] : [`${path}: no sha512`],
      ...elsewhere.map(([name, from]) => `${path}: ${name} from ${from}`),
      ...'resolved' in rest || 'link' in rest || JSON.stringify(rest).includes('://') ? [`${path}: an address`] : [],
    ];
  });
}

const scripts = (locked: Packages) => Object.keys(locked).filter(path => locked[path]!.hasInstallScript === true).map(nameOf).sort();

test('every package has a hash and comes from the registry that npm is configured for', () => {
  expect(Object.keys(packages).length).toBeGreaterThan(500);
  expect(sourceProblems(packages)).toEqual([]);
  expect(sourceProblems({ '': own }).filter(problem => !problem.endsWith('no sha512'))).toEqual([]);
  expect(readFileSync(join(ROOT, '.npmrc'), 'utf8')).not.toContain('://');
});

test.each<[string, Packages, string]>([
  ['no hash', { 'node_modules/a': { version: '1.0.0' } }, 'node_modules/a: no sha512'],
  ['a weak hash', { 'node_modules/a': { version: '1.0.0', integrity: 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=' } }, 'node_modules/a: no sha512'],
  ['a bundle without a hash', { 'node_modules/a/node_modules/b': { version: '1.0.0', inBundle: true } }, 'node_modules/a/node_modules/b: no sha512'],
  ['git', { 'node_modules/a': { version: '1.0.0', dependencies: { b: 'git+ssh://h/b' } } }, 'node_modules/a: b from git+ssh://h/b'],
  ['a repository', { 'node_modules/a': { version: '1.0.0', dependencies: { b: 'c/b' } } }, 'node_modules/a: b from c/b'],
  ['a file', { 'node_modules/a': { version: '1.0.0', dependencies: { b: 'file:../b' } } }, 'node_modules/a: b from file:../b'],
  ['a registry', { 'node_modules/a': { version: '1.0.0', resolved: 'x' } as Locked }, 'node_modules/a: an address'],
])('finds %s', (_, planted, problem) => {
  expect(sourceProblems(planted)).toContain(problem);
});

test('no package runs a script when it is installed', () => {
  const denied = Object.entries(manifest.allowScripts).filter(([, may]) => may === false).map(([name]) => name);
  expect(scripts(packages)).toEqual(denied.sort());
  expect(scripts({ 'node_modules/@a/b': { version: '1.0.0', hasInstallScript: true } })).toEqual(['@a/b']);
});

test('what users install with the package is exact and inside it, with its licences', () => {
  expect(manifest.bundledDependencies).toEqual(Object.keys(manifest.dependencies));
  expect(Object.values<string>(manifest.dependencies).filter(version => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  const shipped = Object.keys(packages).filter(path => packages[path]!.dev !== true);
  expect(shipped.map(nameOf)).toEqual(expect.arrayContaining(manifest.bundledDependencies));
  expect(shipped.filter(path => packages[path]!.inBundle !== true)).toEqual([]);
  expect(shipped.filter(path => !readdirSync(join(ROOT, path)).some(file => /^licen[cs]e/i.test(file)))).toEqual([]);
  // An exception is for what stays here.
  expect(shipped.map(nameOf).filter(name => name in EXCEPTIONS)).toEqual([]);
});

test('the bundled handlers hold packages of the lock file with their licences, and load nothing but Node.js and the SDK', () => {
  const bundles = readdirSync(join(ROOT, 'lib/aws'), { recursive: true, encoding: 'utf8' }).filter(file => /handlers\/[^/]+\/index\.js$/.test(file));
  expect(bundles.length).toBeGreaterThan(5);
  const notices: string[] = [];
  for (const bundle of bundles.map(file => join(ROOT, 'lib/aws', file))) {
    // What stands in a text is only ever written into code that Ajv would generate.
    const loaded = [...readFileSync(bundle, 'utf8').matchAll(/(?<!['"`])\brequire\("([^"]+)"\)/g)].map(([, name]) => name!);
    expect(loaded.filter(name => !isBuiltin(name) && !name.startsWith('@aws-sdk/'))).toEqual([]);
    const [file] = readdirSync(dirname(bundle)).filter(name => name === 'LICENSES.txt');
    if (file !== undefined) notices.push(...readFileSync(join(dirname(bundle), file), 'utf8').split('\n\n---\n\n').map(notice => notice.split('\n', 1)[0]!));
  }
  expect(notices).not.toEqual([]);
  expect(notices.filter(notice => notice !== `${notice.split(' ')[0]} ${packages[`node_modules/${notice.split(' ')[0]}`]?.version}`)).toEqual([]);
  expect(notices.filter(notice => notice.split(' ')[0]! in EXCEPTIONS)).toEqual([]);
});

test('every package has a licence that is allowed', () => {
  expect(Object.entries(packages).flatMap(([path, { license }]) => licenceProblems(nameOf(path), [license ?? 'none']))).toEqual([]);
});

test.each(['BUSL-1.1', 'SSPL-1.0', 'AGPL-3.0-only', 'MIT AND GPL-3.0-only', 'MPL-2.0', 'SEE LICENSE IN LICENSE.txt', 'UNLICENSED', 'none', 'CC-BY-4.0'])(
  'finds the licence %s', licence => {
    expect(licenceProblems('a', [licence])).toEqual([`a: licence "${licence}"`]);
  });

test('takes the choice that is allowed', () => {
  expect(licenceProblems('a', ['(MIT OR GPL-3.0-or-later)'])).toEqual([]);
});
