import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { circles, circlesOf, importGraph, ImportGraph, importsIn, strangers } from './quality/import-graph';
import { runTypeScript } from './quality/run-typescript';

const ROOT = join(__dirname, '..');
const LIB = join(ROOT, 'lib');

/** What a platform, a CI system or a module of Terraform may stand on: none of them knows another. */
const CORE = ['private', 'definition'];
const PLATFORMS = ['aws', 'kubernetes', 'azure', 'google', 'delivery'];

/** Which folder of `lib` knows which others, those included that are still to come. What is not listed here must not be imported. */
const KNOWS: Record<string, readonly string[]> = {
  private: [],
  definition: ['private'],
  aws: CORE,
  kubernetes: CORE,
  azure: CORE,
  terraform: CORE,
  google: [...CORE, 'terraform'],
  delivery: CORE,
  versioning: CORE,
  integrations: [...CORE, ...PLATFORMS, 'terraform'],
  synth: [...CORE, ...PLATFORMS, 'versioning', 'terraform', 'integrations'],
  review: [...CORE, 'synth'],
  cli: [...CORE, 'versioning', 'synth', 'review'],
  testing: [...CORE, 'synth'],
  // Python, which runs in jobs and knows nothing of the library.
  programs: [],
};

/** Which part of `lib/synth` knows which others: a system is of no platform, and one file names them all. */
const SYNTH_KNOWS: Record<string, readonly string[]> = {
  system: ['platforms'],
  platforms: ['system', ...PLATFORMS],
  writers: ['system', ...PLATFORMS],
  versioning: ['system'],
  ...Object.fromEntries(PLATFORMS.map(platform => [platform, ['system']])),
};

/** Which capability of `lib/aws` knows which others. What several share is the foundation, which knows none of them. */
const CAPABILITY_KNOWS: Record<string, readonly string[]> = {
  'foundation': [],
  'data-versioning': ['foundation'],
  'dataset-store': ['foundation'],
  'experiment-tracker': ['foundation'],
  'feature-store': ['foundation'],
  'ml-platform': ['foundation'],
  'model': ['foundation'],
  'model-card': ['foundation'],
  'model-registry': ['foundation'],
  'batch-inference': ['foundation', 'dataset-store', 'model', 'monitoring'],
  'model-endpoint': ['foundation', 'model'],
  'training-pipeline': ['foundation', 'dataset-store', 'experiment-tracker', 'feature-store', 'model', 'model-registry'],
  'monitoring': ['foundation', 'dataset-store', 'model', 'model-endpoint', 'training-pipeline'],
  'delivery-pipeline': ['foundation', 'model-endpoint', 'model-registry', 'training-pipeline'],
  'delivery-trust': ['foundation', 'delivery-pipeline'],
  'ml-pipeline': ['foundation', 'dataset-store', 'delivery-pipeline', 'experiment-tracker', 'feature-store', 'model-registry', 'training-pipeline'],
};

/** The same of `lib/kubernetes`. What the resources of operators look like knows nothing. */
const CLUSTER_CAPABILITY_KNOWS: Record<string, readonly string[]> = {
  'crds': [],
  'foundation': [],
  'experiment-tracker': ['foundation'],
  'model-endpoint': ['crds', 'foundation'],
  'model-monitor': ['crds', 'foundation', 'model-endpoint'],
  'training-pipeline': ['crds', 'experiment-tracker', 'foundation'],
};

/** Which packages a folder may import, besides Node.js itself. */
const PACKAGES: Record<string, RegExp> = {
  private: /^aws-cdk-lib$/,
  definition: /^(aws-cdk-lib|ajv(\/.*)?|yaml)$/,
  aws: /^(aws-cdk-lib(\/.*)?|constructs|tar)$/,
  kubernetes: /^(cdk8s|cdk8s-plus-28|constructs)$/,
  delivery: /^yaml$/,
  versioning: /^yaml$/,
  synth: /^(aws-cdk-lib(\/.*)?|cdk8s|cdk8s-plus-28|constructs)$/,
  cli: /^commander$/,
  testing: /^(aws-cdk-lib(\/.*)?|cdk-nag)$/,
};

/** Handlers run alone in AWS Lambda: they know the SDK, Node.js, their neighbours, and what their bundles hold. */
const HANDLER_PACKAGES = /^(@aws-sdk\/.*|ajv|csv-parse\/sync|aws-lambda)$/;

const graph = importGraph(LIB);
const files = [...graph.keys()];
const isHandler = (file: string) => /(^|\/)handlers\//.test(file);
const isPackage = (target: string) => layerOf(target) === undefined && !graph.has(target) && !target.startsWith('node:');

/** The folder of `lib` that a path is in; nothing for the index of the package, and for packages. */
function layerOf(path: string): string | undefined {
  const [folder = ''] = path.split('/', 1);
  return path.includes('/') && Object.hasOwn(KNOWS, folder) ? folder : undefined;
}

/** The capability of `lib/aws` that a path is in; nothing for its index. */
function capabilityOf(path: string): string | undefined {
  return /^aws\/([^/]+)\//.exec(path)?.[1];
}

/** The same of `lib/kubernetes`. */
function clusterCapabilityOf(path: string): string | undefined {
  return /^kubernetes\/([^/]+)\//.exec(path)?.[1];
}

/** The part of `lib/synth` that a path is in; nothing for its index. */
function synthPartOf(path: string): string | undefined {
  return /^synth\/((?:platforms|writers)(?=\.ts$)|[^/]+(?=\/))/.exec(path)?.[1];
}

/** Every import that the filter lets through, as `<file> -> <target>`. */
function imports(filter: (file: string, target: string) => boolean): string[] {
  return [...graph].flatMap(([file, targets]) => targets.filter(target => filter(file, target)).map(target => `${file} -> ${target}`));
}

describe('imports', () => {
  test('there is a rule for every folder of lib', () => {
    const folders = readdirSync(LIB, { withFileTypes: true }).filter(entry => entry.isDirectory()).map(({ name }) => name);
    expect(folders.filter(name => !Object.hasOwn(KNOWS, name))).toEqual([]);
  });

  test('point one way: private <- definition <- (aws | other platforms | delivery) <- integrations <- synth <- review <- cli', () => {
    expect(strangers(graph, layerOf, KNOWS)).toEqual([]);
  });

  test('of a system name no platform, and of a platform no other one: two short files name them all', () => {
    const parts = readdirSync(join(LIB, 'synth'), { withFileTypes: true }).filter(entry => entry.isDirectory()).map(({ name }) => name);
    expect(parts.filter(name => !Object.hasOwn(SYNTH_KNOWS, name))).toEqual([]);
    expect(strangers(graph, synthPartOf, SYNTH_KNOWS)).toEqual([]);
    for (const file of ['synth/platforms.ts', 'synth/writers.ts']) {
      expect({ file, isShort: readFileSync(join(LIB, file), 'utf8').split('\n').length < 50 }).toEqual({ file, isShort: true });
    }
  });

  test('of what writes for every platform are of the command line alone: constructs know the platforms, and would know themselves', () => {
    expect(imports((file, target) => target === 'synth/writers.ts' && layerOf(file) !== 'cli')).toEqual([]);
  });

  test('of the framework of a platform are of its own folders', () => {
    const own: readonly (readonly [RegExp, RegExp])[] = [[/^cdk8s/, /^(synth\/)?kubernetes\//]];
    expect(own.flatMap(([packages, folders]) => imports((file, target) => packages.test(target) && !folders.test(file)))).toEqual([]);
    expect(imports((file, target) => /^(synth\/)?kubernetes\//.test(file) && target.startsWith('aws-cdk-lib'))).toEqual([]);
  });

  test('between the capabilities of AWS point one way, from the whole loop of a model down to the foundation', () => {
    const capabilities = readdirSync(join(LIB, 'aws'), { withFileTypes: true }).filter(entry => entry.isDirectory()).map(({ name }) => name);
    expect(Object.keys(CAPABILITY_KNOWS).sort()).toEqual(capabilities.sort());
    expect(strangers(graph, capabilityOf, CAPABILITY_KNOWS)).toEqual([]);
  });

  test('between the capabilities of Kubernetes do so, too', () => {
    const capabilities = readdirSync(join(LIB, 'kubernetes'), { withFileTypes: true }).filter(entry => entry.isDirectory()).map(({ name }) => name);
    expect(Object.keys(CLUSTER_CAPABILITY_KNOWS).sort()).toEqual(capabilities.sort());
    expect(strangers(graph, clusterCapabilityOf, CLUSTER_CAPABILITY_KNOWS)).toEqual([]);
  });

  test('make no circle, neither between files, where types count, nor in the tables', () => {
    expect(circles(graph)).toEqual([]);
    expect([...circlesOf(KNOWS), ...circlesOf(CAPABILITY_KNOWS), ...circlesOf(CLUSTER_CAPABILITY_KNOWS)]).toEqual([]);
  });

  test('name only the packages that a folder may know', () => {
    expect(imports((file, target) => {
      const layer = layerOf(file);
      return layer !== undefined && !isHandler(file) && isPackage(target) && !PACKAGES[layer]?.test(target);
    })).toEqual([]);
  });

  test('of handlers name the SDK, Node.js and other handlers, nothing of the library', () => {
    expect(imports((file, target) => isHandler(file) && isPackage(target) && !HANDLER_PACKAGES.test(target))).toEqual([]);
    expect(imports((file, target) => isHandler(file) && layerOf(target) !== undefined && !isHandler(target))).toEqual([]);
  });

  test('of the library name no handler: its bundle is an asset', () => {
    expect(imports((file, target) => !isHandler(file) && isHandler(target))).toEqual([]);
  });
});

describe('the rules for imports find what is planted:', () => {
  /** The real sources with other imports in one file. */
  const planted = (file: string, ...targets: string[]): ImportGraph => {
    expect([file, ...targets].filter(path => !graph.has(path))).toEqual([]);
    return new Map([...graph, [file, [...graph.get(file)!, ...targets]]]);
  };
  const [queue, endpoint, monitor, loop] = [
    'aws/foundation/dead-letter-queue.ts', 'aws/model-endpoint/index.ts', 'aws/monitoring/index.ts', 'aws/ml-pipeline/index.ts',
  ];

  test.each([
    ['an import of a type', "import type { Key } from './key';\n", './key'],
    ['an export', "export * from './key';\n", './key'],
    ['an import over several lines', "import {\n  Key,\n} from './key';\n", './key'],
    ['an import for its effect', "import './key';\n", './key'],
    ['an import of a type inside a type', "let key: import('./key').Key;\n", './key'],
    ['a call', "const key = require('./key');\n", './key'],
  ])('%s', (_, source, target) => {
    expect(importsIn(source)).toEqual([target]);
  });

  test('a capability that the foundation imports', () => {
    expect(strangers(planted(queue, endpoint), capabilityOf, CAPABILITY_KNOWS)).toEqual([`${queue} -> ${endpoint}`]);
  });

  test('an arrow that runs up between capabilities, and one between folders', () => {
    expect(strangers(planted(endpoint, monitor, loop), capabilityOf, CAPABILITY_KNOWS)).toEqual([`${endpoint} -> ${monitor}`, `${endpoint} -> ${loop}`]);
    expect(strangers(planted('private/errors.ts', queue), layerOf, KNOWS)).toEqual([`private/errors.ts -> ${queue}`]);
    expect(strangers(planted('synth/system/platform.ts', 'synth/aws/aws-check.ts'), synthPartOf, SYNTH_KNOWS)).toEqual([
      'synth/system/platform.ts -> synth/aws/aws-check.ts',
    ]);
  });

  test.each(['kubernetes', 'azure', 'google', 'delivery'])('a platform that another one imports, before there is any: %s', platform => {
    const file = `${platform}/endpoint/index.ts`;
    expect(strangers(new Map([[file, [queue, 'definition/index.ts', 'private/errors.ts']]]), layerOf, KNOWS)).toEqual([`${file} -> ${queue}`]);
    expect(strangers(new Map([[queue, [file]]]), layerOf, KNOWS)).toEqual([`${queue} -> ${file}`]);
  });

  test('a capability that no table knows', () => {
    expect(strangers(new Map([['aws/new/index.ts', [queue]]]), capabilityOf, CAPABILITY_KNOWS)).toEqual([`aws/new/index.ts -> ${queue}`]);
  });

  test('circles of one file, of two and of three, and no line', () => {
    expect(circles(new Map([['a', ['a']]]))).toEqual([['a']]);
    expect(circles(new Map([['a', ['b']], ['b', ['a', 'c']], ['c', []]]))).toEqual([['a', 'b']]);
    expect(circles(new Map([['a', ['b', 'c']], ['b', ['c']], ['c', ['d']], ['d', ['b']]]))).toEqual([['b', 'c', 'd']]);
    expect(circles(new Map([['a', ['b', 'c']], ['b', ['c']], ['c', ['yaml']]]))).toEqual([]);
    const [circle, ...others] = circles(planted('aws/foundation/acknowledgements.ts', queue));
    expect(circle).toEqual(expect.arrayContaining(['aws/foundation/acknowledgements.ts', queue]));
    expect(others).toEqual([]);
  });

  test('a table that points both ways', () => {
    expect(circlesOf({ ...CAPABILITY_KNOWS, model: ['monitoring'] })).toEqual([expect.arrayContaining(['model', 'monitoring'])]);
  });
});

describe('loading the package', () => {
  const loaded = JSON.parse(runTypeScript(join(__dirname, 'quality/loaded-packages.ts'), [], { built: true })) as { atOnce: number; packages: string[] };

  test('loads one file, the index, until a name is used', () => {
    expect(loaded.atOnce).toBe(1);
  });

  test('with every name loads the CDK and what is bundled, nothing else: no cdk8s until something on Kubernetes is made, no SDK, no policy packs', () => {
    const bundled = (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { bundledDependencies: string[] }).bundledDependencies;
    const needs = ['aws-cdk-lib', 'constructs', ...bundled, ...bundled.flatMap(dependenciesOf)];
    expect(loaded.packages.filter(name => !needs.includes(name) && !name.startsWith('@aws-cdk/'))).toEqual([]);
  });

  test('does not load the command line', () => {
    expect(loaded.packages).not.toContain('commander');
  });
});

describe('folders', () => {
  const capabilities = ['aws', 'kubernetes'].flatMap(platform => readdirSync(join(LIB, platform), { withFileTypes: true })
    .filter(entry => entry.isDirectory() && !['crds', 'foundation'].includes(entry.name))
    .map(({ name }) => `${platform}/${name}`));
  const everything = ['lib', 'test', 'examples', 'build-tools', 'bench', 'bin'].flatMap(folder =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map(file => join(folder, file)).filter(file => !/(^|\/)(node_modules|\.venv)\//.test(file)));

  test('and files have names that say what is in them', () => {
    expect(everything.filter(file => /(^|\/)(utils?|common|helpers?|misc)(\/|\.|$)/i.test(file))).toEqual([]);
  });

  test('and files of lib are named in kebab-case', () => {
    expect(files.filter(file => !/^([a-z0-9]+(-[a-z0-9]+)*(\/|\.|$))+ts$/.test(file))).toEqual([]);
  });

  test.each(capabilities.filter(name => existsSync(join(LIB, name, 'index.ts'))))('of %s hold exports, a README and tests', name => {
    expect(readFileSync(join(LIB, name, 'index.ts'), 'utf8')).toMatch(/^(export (\*|\{ [\w, ]+ \}) from '\.\/[\w-]+';\n)+$/);
    const expected = [`lib/${name}/README.md`, `test/${name}`];
    expect(expected.filter(file => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  test('no function is exported under one name by two files: what holds in two places is said in one', () => {
    const owners = new Map<string, string[]>();
    for (const file of files.filter(name => !isHandler(name))) {
      for (const [, name] of readFileSync(join(LIB, file), 'utf8').matchAll(/^export (?:async )?function (\w+)/gm)) owners.set(name!, [...owners.get(name!) ?? [], file]);
    }
    expect([...owners].filter(([, where]) => where.length > 1)).toEqual([]);
  });

  test('hold rules in the definition and limits on the platforms', () => {
    const isOfPlatform = (file: string) => PLATFORMS.some(platform => file.startsWith(`${platform}/`));
    expect(files.filter(file => /-rules\.ts$/.test(file) && isOfPlatform(file) && !file.endsWith('/network-rules.ts'))).toEqual([]);
    expect(files.filter(file => /-limits\.ts$/.test(file) && !isOfPlatform(file))).toEqual([]);
    const functions = (file: string) => [...readFileSync(join(LIB, file), 'utf8').matchAll(/^(?:export )?function (\w+)/gm)].map(([, name]) => name!);
    // On Kubernetes rules are those of a network policy, or of Prometheus.
    expect(files.filter(file => file.startsWith('aws/')).flatMap(functions).filter(name => name.endsWith('Rules'))).toEqual([]);
    expect(files.filter(file => file.startsWith('definition/')).flatMap(functions).filter(name => name.endsWith('Limits'))).toEqual([]);
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
