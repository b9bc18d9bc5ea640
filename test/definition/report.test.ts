import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { definitionProblems } from '../../lib/definition/check';
import { DefinitionFile } from '../../lib/definition/definition-file';
import { MlopsDefinition } from '../../lib/definition/mlops-definition';
import { MlopsError } from '../../lib/private/errors';
import { nearest } from '../../lib/private/nearest';
import { PathSet } from '../../lib/private/path-set';

const folder = mkdtempSync(join(tmpdir(), 'report-'));
afterAll(() => rmSync(folder, { recursive: true }));

function refused(text: string, name = 'mlops.yaml'): MlopsError {
  const file = join(folder, name);
  writeFileSync(file, text);
  try {
    DefinitionFile.load(file);
  } catch (error) {
    if (MlopsError.isMlopsError(error)) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** Seconds of this process, however busy the machine is. */
function seconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function numbered(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join('\n');
}

const HEAD = 'name: churn\nenvironments: { prod: { aws: { region: eu-west-1 } } }\n';

test('fifty problems are shown, with how many more there are; a program gets all of them', () => {
  const error = refused(`${HEAD}models:\n${numbered(120, index => `  m${index}: { image: a, endpont: {} }`)}\n`);
  const lines = error.message.split('\n');
  expect(lines).toHaveLength(52);
  expect(lines[0]).toMatch(/has 120 problems:$/);
  expect(lines[51]).toBe('  … and 70 more; mend these first');
  expect(error.problems).toHaveLength(120);
  expect(error.problems[119]).toMatch(/:123:\d+ models\.m119\.endpont: there is no key/);
});

test('problems stand in the order of the file, also where keys look like numbers', () => {
  const { message } = refused(`${HEAD}models:\n  b: { image: a, endpont: {} }\n  "2": { image: a, endpont: {} }\n  "1": { image: a, endpont: {} }\n`);
  expect([...message.matchAll(/yaml:(\d+):\d+ /g)].map(([, line]) => Number(line))).toEqual([4, 5, 6]);
});

test('each problem is one line, in which one sees every character, and none is endless', () => {
  const { message } = refused(JSON.stringify({ name: 'a', environments: { 'a\nb\u001b[31m\u200b': { aws: { region: 'x' } }, ['k'.repeat(5000)]: 5 }, models: {} }), 'odd.json');
  const lines = message.split('\n').slice(1);
  expect(lines.length).toBeGreaterThan(1);
  for (const line of lines) expect(line).toMatch(/^ {2}\S+odd\.json:1:\d+ .{1,1200}$/);
  expect(message).toContain('environments.a\\u000ab\\u001b[31m\\u200b');
});

test.each<[string, string]>([
  ['keys that are not known', `${HEAD}models:\n${numbered(4000, index => `  m${index}: { image: a, endpont: {}, batch: { input: 5 } }`)}`],
  ['keys that are not known, in one object', `${HEAD}models: { a: { image: a, endpoint: {},\n${numbered(4000, index => `  key${index}: 1,`)} } }`],
  ['names that are wrong', `${HEAD}datasets:\n${numbered(4000, index => `  a_${index}: {}`)}\nmodels: {}`],
  ['empty models', `${HEAD}models:\n${numbered(4000, index => `  m${index}:`)}`],
  ['references to what there is not', `${HEAD}datasets:\n${numbered(1000, index => `  data${index}: {}`)}\nmodels:\n${numbered(4000, index => `  m${index}: { image: a, batch: { input: datasets.x${index}x } }`)}`],
  ['lines that cannot be read', `${HEAD}models:\n${numbered(4000, index => `  m${index}: @a`)}`],
  ['keys that are given twice', `${HEAD}models:\n${numbered(4000, () => '  a: {}')}`],
])('four thousand %s are reported quickly', (_what, text) => {
  const time = seconds(() => expect(refused(text).problems.length).toBeGreaterThanOrEqual(3999));
  // On an idle machine it is half a second; a quadratic search would take minutes.
  expect(time).toBeLessThan(6);
});

test('four thousand problems of a definition in code are found quickly', () => {
  const models = Object.fromEntries(Array.from({ length: 4000 }, (_, index) => [`m${index}`, { image: 'a', endpont: {} }]));
  const definition = { name: 'churn', environments: { prod: { aws: { region: 'eu-west-1' } } }, models } as unknown as MlopsDefinition;
  expect(seconds(() => expect(definitionProblems(definition)).toHaveLength(4000))).toBeLessThan(3);
});

describe('a set of paths', () => {
  const paths = new PathSet([['a', 'b'], ['a', 'c', 0], ['toString']]);

  test.each<[(string | number)[], boolean]>([
    [[], true], [['a'], true], [['a', 'b'], true], [['a', 'c'], true], [['toString'], true],
    [['a', 'b', 'x'], false], [['a', 'c', '0'], false], [['b'], false], [['constructor'], false],
  ])('knows whether a member stands at or inside %j: %s', (path, expected) => {
    expect(paths.reachesInto(path)).toBe(expected);
    expect(new PathSet().reachesInto(path)).toBe(false);
  });

  test('leaves out what stands at its members, and keeps the rest', () => {
    const value = JSON.parse('{ "a": { "b": 1, "c": [2, 3], "d": 4 }, "__proto__": { "x": 5 } }') as unknown;
    expect(paths.without(value)).toStrictEqual({ ...value as object, a: { b: undefined, c: [undefined, 3], d: 4 }, toString: undefined });
    expect(new PathSet([['__proto__', 'x']]).without(value)).toEqual(JSON.parse('{ "a": { "b": 1, "c": [2, 3], "d": 4 }, "__proto__": {} }'));
    expect(new PathSet([[]]).without(value)).toBeUndefined();
    expect(new PathSet().without(value)).toBe(value);
  });
});

describe('the name that was probably meant', () => {
  test.each([
    ['scikit-learn', 'sklearn'], ['Scikit_Learn', 'sklearn'], ['torch', 'pytorch'], ['TF', 'tensorflow'], ['tensorflow2', 'tensorflow'],
    ['XGBoost', 'xgboost'], ['xgb', 'xgboost'], ['hugging face', 'huggingface'], ['transformers', 'huggingface'], ['keras', 'tensorflow'], ['pytroch', 'pytorch'],
  ])('%s is %s', (name, meant) => {
    expect(nearest(name, ['huggingface', 'pytorch', 'sklearn', 'tensorflow', 'xgboost'])).toBe(meant);
  });

  test.each([['constructor', []], ['__proto__', ['a', 'b']], ['lightgbm', ['xgboost', 'sklearn']], ['', ['abc']], ['ab', []]])('of %j there is none among %j', (name, known) => {
    expect(nearest(name, known)).toBeUndefined();
  });

  test.each([['ab', 'ba'], ['enpoint', 'endpoint'], ['endpooint', 'endpoint'], ['Endpoint', 'endpoint'], ['a'.repeat(300), 'a'.repeat(300)]])('%s is %s by its letters', (name, meant) => {
    expect(nearest(name, ['zzzzzz', meant])).toBe(meant);
  });
});
