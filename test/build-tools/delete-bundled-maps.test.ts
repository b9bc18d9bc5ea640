import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { deleteBundledMaps } from '../../build-tools/delete-bundled-maps';

/** A package that bundles one of its two dependencies, which needs another one, which needs the first. */
const PACKAGE: Record<string, object | undefined> = {
  'package.json': { dependencies: { '@own/bundled': '1', 'outside': '1' }, bundledDependencies: ['@own/bundled'] },
  'lib/index.js': undefined,
  'lib/index.js.map': undefined,
  'node_modules/@own/bundled/package.json': { dependencies: { needed: '1' }, devDependencies: { tool: '1' } },
  'node_modules/@own/bundled/index.js': undefined,
  'node_modules/@own/bundled/index.js.map': undefined,
  'node_modules/@own/bundled/types/deep/index.d.ts.map': undefined,
  'node_modules/@own/bundled/lib/map.js': undefined,
  'node_modules/@own/bundled/lib/source.map.js': undefined,
  'node_modules/@own/bundled/node_modules/older/index.js.map': undefined,
  'node_modules/@own/other/index.js.map': undefined,
  'node_modules/needed/package.json': { dependencies: { '@own/bundled': '1' } },
  'node_modules/needed/index.js.map': undefined,
  'node_modules/needed-not/index.js.map': undefined,
  'node_modules/outside/package.json': { dependencies: { further: '1' } },
  'node_modules/outside/index.js.map': undefined,
  'node_modules/tool/package.json': {},
  'node_modules/tool/index.js.map': undefined,
};

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'delete-bundled-maps-'));
  write(PACKAGE);
});
afterEach(() => rmSync(root, { recursive: true }));

function write(files: Record<string, object | undefined>): void {
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), JSON.stringify(content ?? 'a file'));
  }
}

function gone(): string[] {
  const there = new Set(readdirSync(root, { recursive: true, encoding: 'utf8' }));
  return Object.keys(PACKAGE).filter(file => !there.has(file));
}

const MAPS = [
  'node_modules/@own/bundled/index.js.map',
  'node_modules/@own/bundled/types/deep/index.d.ts.map',
  'node_modules/@own/bundled/node_modules/older/index.js.map',
  'node_modules/needed/index.js.map',
];

test('the maps of what is bundled, and of what that needs, are deleted, and nothing else is', () => {
  deleteBundledMaps(root);
  expect(gone()).toEqual(MAPS);
});

test('a second run finds nothing', () => {
  deleteBundledMaps(root);
  deleteBundledMaps(root);
  expect(gone()).toEqual(MAPS);
});

test('a package that bundles nothing keeps everything', () => {
  write({ 'package.json': { dependencies: { '@own/bundled': '1' } } });
  deleteBundledMaps(root);
  expect(gone()).toEqual([]);
});

test('what is bundled and not installed is an error, and nothing is deleted before', () => {
  write({ 'node_modules/needed/package.json': { dependencies: { absent: '1' } } });
  expect(() => deleteBundledMaps(root)).toThrow(join(root, 'node_modules/absent/package.json'));
  expect(gone()).toEqual([]);
});
