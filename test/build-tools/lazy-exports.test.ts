import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import { runTypeScript } from '../quality/run-typescript';

/** A package with every way in which an index can export. */
const SOURCES = {
  'index.ts': "export * from './endpoint'; export { Level as Severity } from './level'; export { Registry } from './registry';",
  'endpoint/index.ts': "export * from './endpoint'; export * from './endpoint-props';",
  'endpoint/endpoint.ts': "console.log('endpoint'); import { arn } from '../registry'; export class Endpoint { arn = arn(); }",
  'endpoint/endpoint-props.ts': 'export interface EndpointProps {}',
  'level.ts': "console.log('level'); export enum Level { LOW = 'low' }",
  'registry.ts': "console.log('registry'); export class Registry {} export const arn = () => 'arn';",
};
const KINDS = { Endpoint: 'class', EndpointProps: 'interface', Severity: 'enum', Registry: 'class' };

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lazy-exports-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** Writes what the compiler would write, without any rewriting. */
function compile(sources: Record<string, string> = SOURCES, kinds: Record<string, string> = KINDS): void {
  for (const [file, source] of Object.entries(sources)) {
    const path = join(root, 'lib', file.replace(/ts$/, 'js'));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, transpileModule(source, { compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 } }).outputText);
  }
  const types = Object.fromEntries(Object.entries(kinds).map(([name, kind]) => [`own.${name}`, { kind }]));
  writeFileSync(join(root, '.jsii'), JSON.stringify({ types }));
}

const rewrite = () => runTypeScript(join(__dirname, '../../build-tools/lazy-exports.ts'), [root]);
const index = () => readFileSync(join(root, 'lib/index.js'), 'utf8');

/** What a program prints, line by line. */
function printed(program: string, ...flags: string[]): string[] {
  const run = spawnSync(process.execPath, [...flags, '--eval', program], { cwd: root, encoding: 'utf8' });
  return (run.stdout + run.stderr).trim().split('\n');
}

test('every name is there, also for an ES module, and nothing is loaded before it is used', () => {
  compile();
  rewrite();
  const required = "const own = require('./lib'); console.log(Object.keys(own).sort().join()); console.log(own.Severity.LOW, own.Severity === own.Severity);";
  expect(printed(required))
    .toEqual(['Endpoint,Registry,Severity', 'level', 'low true']);
  expect(printed("import { Registry, Endpoint } from './lib/index.js'; console.log(new Endpoint().arn, Registry.name);", '--input-type=module').at(-1))
    .toBe('arn Registry');
});

test('a second run changes nothing, and a run after the compiler gives the same', () => {
  compile();
  rewrite();
  const first = index();
  rewrite();
  expect(index()).toBe(first);
  compile();
  expect(index()).not.toBe(first);
  rewrite();
  expect(index()).toBe(first);
});

test('what cannot be imported and what is exported by mistake fail the build, all at once, and nothing is written', () => {
  compile({
    ...SOURCES,
    'index.ts': "export * from './endpoint'; export * from './level'; export { arn } from './registry'; export class Extra {}",
    'endpoint/endpoint-props.ts': 'export const REGIONS = [];',
  });
  const before = index();
  expect(rewrite).toThrow([
    '"Severity" is in .jsii and cannot be imported: export it from an index',
    '"Registry" is in .jsii and cannot be imported: export it from an index',
    ...['Extra', 'Level', 'REGIONS', 'arn'].map(name => `"${name}" is exported and not in .jsii: let the index name what it exports`),
  ].join('\n'));
  expect(index()).toBe(before);
});
