import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runTypeScript } from './quality/run-typescript';

const ROOT = join(__dirname, '..');
const LIB = join(ROOT, 'lib');

/** Which folder of `lib` knows which others. What is not listed here must not be imported. */
const KNOWS: Record<string, readonly string[]> = {
  private: [],
  definition: ['private'],
  aws: ['private', 'definition'],
  synth: ['private', 'definition', 'aws'],
  cli: ['private', 'definition', 'synth'],
  // Python, which runs in jobs and knows nothing of the library.
  programs: [],
};

/** Which packages a folder may import, besides Node.js itself. */
const PACKAGES: Record<string, RegExp> = {
  private: /^aws-cdk-lib$/,
  definition: /^(aws-cdk-lib|ajv(\/.*)?|yaml)$/,
  aws: /^(aws-cdk-lib(\/.*)?|constructs|tar)$/,
  synth: /^(aws-cdk-lib(\/.*)?|constructs)$/,
  cli: /^(aws-cdk-lib(\/cx-api)?|commander)$/,
};

/** Handlers run alone in AWS Lambda: they know the SDK, Node.js, their neighbours, and what their bundles hold. */
const HANDLER_PACKAGES = /^(@aws-sdk\/.*|ajv|csv-parse\/sync|aws-lambda)$/;

const files = readdirSync(LIB, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts') && !file.endsWith('.d.ts')).sort();
const isHandler = (file: string) => /(^|\/)handlers\//.test(file);
const layerOf = (file: string) => (file.includes('/') ? file.slice(0, file.indexOf('/')) : 'index');

/** What a file imports: neighbours as `lib/…`, packages by name. */
function importsOf(file: string): string[] {
  const source = readFileSync(join(LIB, file), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
  return [...source.matchAll(/^\s*(?:import|export)\s[^'"]*?from\s+['"]([^'"]+)['"]|(?:import|require)\(?\s*['"]([^'"]+)['"]/gm)]
    .map(match => match[1] ?? match[2]!)
    .map(target => (target.startsWith('.') ? join('lib', dirname(file), target) : target));
}

const isNeighbour = (target: string) => target.startsWith('lib/');
const isPackage = (target: string) => !isNeighbour(target) && !target.startsWith('node:');

/** Every import of the files that the filter lets through, as `<file> -> <target>`. */
function imports(filter: (file: string, target: string) => boolean): string[] {
  return files.flatMap(file => importsOf(file).filter(target => filter(file, target)).map(target => `${file} -> ${target}`));
}

describe('imports', () => {
  test('there is a rule for every folder of lib', () => {
    const folders = readdirSync(LIB, { withFileTypes: true }).filter(entry => entry.isDirectory()).map(({ name }) => name);
    expect(Object.keys(KNOWS).sort()).toEqual(folders.sort());
  });

  test('point one way: private <- definition <- aws <- synth <- cli', () => {
    expect(imports((file, target) => {
      const layer = layerOf(file);
      if (layer === 'index' || isHandler(file) || !isNeighbour(target)) return false;
      const other = layerOf(`${target.slice('lib/'.length)}/`);
      return other !== layer && !KNOWS[layer]!.includes(other);
    })).toEqual([]);
  });

  test('name only the packages that a folder may know', () => {
    expect(imports((file, target) => layerOf(file) !== 'index' && !isHandler(file) && isPackage(target) && !PACKAGES[layerOf(file)]!.test(target)))
      .toEqual([]);
  });

  test('of handlers name the SDK, Node.js and other handlers, nothing of the library', () => {
    expect(imports((file, target) => isHandler(file) && isPackage(target) && !HANDLER_PACKAGES.test(target))).toEqual([]);
    expect(imports((file, target) => isHandler(file) && isNeighbour(target) && !isHandler(`${target}.ts`))).toEqual([]);
  });

  test('of the library name no handler: its bundle is an asset', () => {
    expect(imports((file, target) => !isHandler(file) && isNeighbour(target) && isHandler(`${target}.ts`))).toEqual([]);
  });
});

describe('loading the package', () => {
  const loaded = JSON.parse(runTypeScript(join(__dirname, 'quality/loaded-packages.ts'), [], { built: true })) as { atOnce: number; packages: string[] };

  test('loads one file, the index, until a name is used', () => {
    expect(loaded.atOnce).toBe(1);
  });

  test('with every name loads the CDK and what is bundled, nothing else: no cdk8s, no SDK, no policy packs', () => {
    const bundled = (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { bundledDependencies: string[] }).bundledDependencies;
    const needs = ['aws-cdk-lib', 'constructs', ...bundled, ...bundled.flatMap(dependenciesOf)];
    expect(loaded.packages.filter(name => !needs.includes(name) && !name.startsWith('@aws-cdk/'))).toEqual([]);
  });

  test('does not load the command line', () => {
    expect(loaded.packages).not.toContain('commander');
  });
});

describe('folders', () => {
  const capabilities = readdirSync(join(LIB, 'aws'), { withFileTypes: true })
    .filter(entry => entry.isDirectory() && entry.name !== 'foundation')
    .map(({ name }) => name);
  const everything = ['lib', 'test', 'examples', 'build-tools', 'bench', 'bin'].flatMap(folder =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map(file => join(folder, file)).filter(file => !/(^|\/)(node_modules|\.venv)\//.test(file)));

  test('and files have names that say what is in them', () => {
    expect(everything.filter(file => /(^|\/)(utils?|common|helpers?|misc)(\/|\.|$)/i.test(file))).toEqual([]);
  });

  test('and files of lib are named in kebab-case', () => {
    expect(files.filter(file => !/^([a-z0-9]+(-[a-z0-9]+)*(\/|\.|$))+ts$/.test(file))).toEqual([]);
  });

  test.each(capabilities.filter(name => existsSync(join(LIB, 'aws', name, 'index.ts'))))('of %s hold exports, a README and tests', name => {
    expect(readFileSync(join(LIB, 'aws', name, 'index.ts'), 'utf8')).toMatch(/^(export (\*|\{ [\w, ]+ \}) from '\.\/[\w-]+';\n)+$/);
    const expected = [`lib/aws/${name}/README.md`, `test/aws/${name}`];
    expect(expected.filter(file => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  test('no source file is too long to keep in mind', () => {
    const lines = (file: string) => readFileSync(join(LIB, file), 'utf8').split('\n').length;
    // Structs are mostly documentation.
    expect(files.filter(file => lines(file) > (file.startsWith('definition/') ? 800 : 500))).toEqual([]);
  });
});

function dependenciesOf(name: string): string[] {
  const manifest = join(ROOT, 'node_modules', name, 'package.json');
  const direct = Object.keys((JSON.parse(readFileSync(manifest, 'utf8')) as { dependencies?: Record<string, string> }).dependencies ?? {});
  return [...direct, ...direct.flatMap(dependenciesOf)];
}
