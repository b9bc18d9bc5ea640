import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import { withLazyRequires } from '../../build-tools/lazy-requires';

const compile = (source: string) =>
  transpileModule(source, { compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022, esModuleInterop: true } }).outputText;

/** What a module exports and its function `use` gives, and which others it has loaded before and after that. */
function outcome(source: string, rewrite: (compiled: string) => string) {
  const compiled = compile(source);
  const loaded: string[] = [];
  const others: Record<string, object> = {
    './box': { __esModule: true, Box: class { public constructor(public readonly size = 1) {} }, pack: (size: number) => size + 1, LIMIT: 3 },
    './plain': { name: 'plain' },
  };
  const load = (name: string) => {
    if (!loaded.includes(name)) loaded.push(name);
    return others[name];
  };
  const exported: Record<string, unknown> = {};
  new Function('require', 'exports', rewrite(compiled))(load, exported);
  const atOnce = [...loaded];
  const { use, ...names } = exported as { readonly use?: () => unknown };
  return { atOnce, used: use?.(), exported: Object.keys(names), loaded };
}

test.each([
  ['a call', "import { pack } from './box'; export const use = () => pack(1);"],
  ['a class that is made', "import { Box } from './box'; export const use = () => new Box(2).size;"],
  ['a class of a namespace', "import * as box from './box'; export const use = () => new box.Box(2).size;"],
  ['a class without arguments', "import * as box from './box'; export const use = () => (new box.Box).size;"],
  ['a namespace that is handed on', "import * as box from './box'; export const use = () => Object.keys({ box }).concat(Object.keys(box));"],
  ['a default', "import plain from './plain'; export const use = () => plain;"],
  ['keys and members of the same name', "import * as box from './box'; export const use = () => ({ box: { box: 1 }.box + box.LIMIT, pack() { return 1; } }.box);"],
  ['members of a class that are called like it', "import * as box from './box'; class A { box = { size: box.LIMIT }; get pack() { return this.box; } } export const use = () => new A().pack;"],
  ['a template', "import { LIMIT } from './box'; export const use = () => `at most ${LIMIT}`;"],
  ['an optional call', "import * as box from './box'; export const use = () => box.pack?.(3);"],
  ['two modules', "import plain from './plain'; import { LIMIT } from './box'; export const use = () => [plain, LIMIT];"],
])('%s gives the same, and loads nothing before', (_, source) => {
  const [eager, lazy] = [outcome(source, compiled => compiled), outcome(source, withLazyRequires)];
  expect(lazy.used).toEqual(eager.used);
  expect(lazy.loaded.sort()).toEqual(eager.loaded.sort());
  expect(eager.atOnce.length).toBeGreaterThan(0);
  expect(lazy.atOnce).toEqual([]);
});

test.each([
  ['a class that another one extends', "import { Box } from './box'; class Large extends Box {} export const use = () => new Large(5).size;"],
  ['what is exported as a whole', "export * from './box';"],
  ['what is loaded for its effect', "import './plain'; export const use = () => 1;"],
  ['a module that has the name of a parameter', "import * as box from './box'; const sizeOf = (box: { size: number }) => box.size; export const use = () => sizeOf(new box.Box(4));"],
  ['a module that has the name of a part', "import * as box from './box'; export const use = () => { const { LIMIT: box } = { LIMIT: 7 }; return box; }; box.pack(1);"],
  ['a constant that another one is made of', "import { LIMIT } from './box'; const twice = LIMIT * 2; export const use = () => twice;"],
])('%s is loaded at once, as before', (_, source) => {
  const [eager, lazy] = [outcome(source, compiled => compiled), outcome(source, withLazyRequires)];
  expect([lazy.used, lazy.exported]).toEqual([eager.used, eager.exported]);
  expect(lazy.atOnce).toEqual(eager.atOnce);
});

test('a module is loaded once', () => {
  const lazy = withLazyRequires(compile("import { LIMIT } from './box'; export const use = () => [LIMIT, LIMIT];"));
  let loads = 0;
  const exported: { use?: () => number[] } = {};
  new Function('require', 'exports', lazy)(() => ({ LIMIT: ++loads }), exported);
  expect([exported.use!(), exported.use!()]).toEqual([[1, 1], [1, 1]]);
});
