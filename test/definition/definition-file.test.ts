import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { definitionProblems } from '../../lib/definition/check';
import { DefinitionFile, readDefinition, sourceOf } from '../../lib/definition/definition-file';
import { LockFile } from '../../lib/definition/lock-file';
import { MlopsDefinition } from '../../lib/definition/mlops-definition';

const RIGHT = join(__dirname, 'right');
const EXAMPLES = join(__dirname, '../../examples');
const folder = mkdtempSync(join(tmpdir(), 'definition-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, content: Buffer | string): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

function message(load: () => unknown): string {
  try {
    load();
  } catch (error) {
    expect(error).toMatchObject({ name: 'MlopsError' });
    return (error as Error).message.replaceAll(`${folder}/`, '');
  }
  throw new Error('nothing was thrown');
}

test('ten lines are enough', () => {
  const file = join(RIGHT, 'churn.yaml');
  expect(readFileSync(file, 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(10);
  expect(DefinitionFile.load(file)).toEqual({
    name: 'churn',
    environments: { prod: { aws: { region: 'eu-west-1' } } },
    models: { churn: { artifact: 's3://acme-models/churn/7/model.tar.gz', framework: 'xgboost', endpoint: {} } },
  });
});

test.each(readdirSync(RIGHT).filter(file => /\.(json|yaml)$/.test(file) && !file.endsWith('.lock.json')))('accepts %s', file => {
  expect(() => DefinitionFile.load(join(RIGHT, file))).not.toThrow();
});

test.each(readdirSync(EXAMPLES, { recursive: true, encoding: 'utf8' }).filter(file => /^[^/]+\/mlops\.(json|yaml)$/.test(file)))('accepts the example %s', file => {
  expect(() => DefinitionFile.load(join(EXAMPLES, file))).not.toThrow();
});

test('aliases and merge keys are read, and words such as no and dates stay text', () => {
  const definition = DefinitionFile.load(join(RIGHT, 'anchors.yaml'));
  expect(definition.environments).toEqual({ prod: { aws: { region: 'eu-west-1' } }, test: { aws: { region: 'eu-west-1' } }, no: { aws: { region: 'eu-central-1' } } });
  expect(definition.models.fraud).toEqual({ ...definition.models.churn, risk: 'high' });
  expect(definition.tags).toEqual({ answer: 'no', when: '2026-11-23' });
});

test('a definition knows where each value stands', () => {
  const definition = readDefinition(write('placed.yaml', '# The system.\nname: churn\nenvironments:\n  prod: { aws: { region: eu-west-1 } }\nmodels: {}\n'));
  const source = sourceOf(definition)!;
  const at = (...args: Parameters<typeof source.locate>) => source.locate(...args).replace(`${folder}/`, '');
  expect(source.directory).toBe(folder);
  expect(at([])).toBe('placed.yaml:2:1');
  expect(at(['name'])).toBe('placed.yaml:2:7');
  expect(at(['name'], 'key')).toBe('placed.yaml:2:1');
  expect(at(['environments', 'prod', 'aws', 'region'])).toBe('placed.yaml:4:26');
  // What is missing stands at the key of what should hold it.
  expect(at(['environments', 'prod', 'account'])).toBe('placed.yaml:4:3');
  expect(at(['delivery', 'codePipeline'])).toBe('placed.yaml:2:1');
});

test('a definition in code has no place', () => {
  expect(sourceOf({ name: 'churn' })).toBeUndefined();
});

test('line ends of Windows, a byte order mark and characters beyond the basic plane do not move places', () => {
  const definition = readDefinition(write('windows.yaml', '\uFEFFname: churn\r\n# 🚀\r\nenvironments: {}\r\nmodels: 5\r\n'));
  expect(sourceOf(definition)!.locate(['models'])).toMatch(/:4:9$/);
  expect(definition.name).toBe('churn');
});

test('JSON may be indented with tabs and may escape slashes and letters', () => {
  const file = write('escaped.json', '{\n\t"name": "churn",\n\t"owner": "a\\u0040b.c",\n\t"tags": { "a": "\\/x \\ud83d\\ude80" }\n}\n');
  expect(readDefinition(file)).toEqual({ name: 'churn', owner: 'a@b.c', tags: { a: '/x 🚀' } });
});

test('a key that every object has is a key like any other', () => {
  const file = write('prototype.yaml', 'name: churn\nenvironments: { prod: { aws: { region: eu-west-1 } } }\nmodels:\n  __proto__: {}\n  constructor: { image: a, endpoint: {} }\n  a:\n    batch: { input: datasets.toString }\n    image: a\n');
  expect(message(() => DefinitionFile.load(file))).toBe([
    'prototype.yaml has 4 problems:',
    '  prototype.yaml:4:3 models.__proto__: a name must be letters, digits and single hyphens, got "__proto__"; write "proto"',
    '  prototype.yaml:4:14 models.__proto__: says nothing that could be deployed; give it a "pipeline", an "endpoint" or a "batch"',
    '  prototype.yaml:5:3 models.constructor: the name "constructor" cannot be used, because every object of JavaScript has it; take another one',
    '  prototype.yaml:7:21 models.a.batch.input: there is no dataset "toString"; none is defined; give it in "datasets"',
  ].join('\n'));
});

test('fails when there is no such file', () => {
  expect(message(() => DefinitionFile.load(join(folder, 'none.yaml')))).toBe('there is no file none.yaml; give the path of a definition');
  write('file.yaml', 'name: churn');
  expect(message(() => DefinitionFile.load(join(folder, 'file.yaml/mlops.yaml')))).toContain('a part of the path is not a folder');
});

test('fails when the path is a folder', () => {
  mkdirSync(join(folder, 'folder.yaml'));
  expect(message(() => DefinitionFile.load(join(folder, 'folder.yaml')))).toBe('folder.yaml is a folder; give the definition inside it');
});

test('fails when the path is a pipe, a device, or a link to itself or to nothing, without waiting', () => {
  execFileSync('mkfifo', [join(folder, 'pipe.yaml')]);
  symlinkSync('/dev/zero', join(folder, 'zero.yaml'));
  symlinkSync('loop.yaml', join(folder, 'loop.yaml'));
  symlinkSync('nowhere.json', join(folder, 'lost.lock.json'));
  expect(message(() => DefinitionFile.load(join(folder, 'pipe.yaml')))).toBe('pipe.yaml is no file but a pipe, a socket or a device; give the path of a definition');
  expect(message(() => DefinitionFile.load(join(folder, 'zero.yaml')))).toMatch(/^zero\.yaml is no file but/);
  expect(message(() => DefinitionFile.load(join(folder, 'loop.yaml')))).toBe('loop.yaml is a link that leads to itself');
  // Without its pins, other versions would be deployed.
  expect(message(() => LockFile.loadIfPresent(join(folder, 'lost.lock.json')))).toBe('there is no file lost.lock.json; give the path of a lock file');
});

test.each<[string, Buffer | string, string]>([
  ['of more than 4 MiB', 'a'.repeat(2 ** 22 + 1), 'odd.yaml must have at most 4 MiB, got 5 MiB; divide the system'],
  ['in UTF-16, little-endian', Buffer.from('\uFEFFname: a', 'utf16le'), 'odd.yaml:1:1 is not text in UTF-8, but in UTF-16'],
  ['in UTF-16, big-endian', Buffer.from('\uFEFFname: a', 'utf16le').swap16(), 'odd.yaml:1:1 is not text in UTF-8, but in UTF-16'],
  ['in UTF-16, without a mark', Buffer.from('name: a', 'utf16le'), 'odd.yaml:1:2 the control character U+0000 cannot stand in a text; is this a file in UTF-16'],
  ['with one byte', Buffer.from([0xff]), 'odd.yaml:1:1 is not text in UTF-8'],
  ['in another encoding', Buffer.from('name: a\nowner: J\u00f6rg\n', 'latin1'), 'odd.yaml:2:9 is not text in UTF-8'],
  ['that is a picture', Buffer.from('\u0089PNG\r\n\u001a\n\0', 'latin1'), 'odd.yaml:1:1 is not text in UTF-8'],
  ['of spaces', ' \n \n', 'odd.yaml:1:1 is empty'],
])('fails for a file %s, with the place', (_what, content, expected) => {
  expect(message(() => DefinitionFile.load(write('odd.yaml', content)))).toContain(expected);
});

test.each<[string, string, string]>([
  ['lists in lists', `${'- '.repeat(20_000)}x`, 'is nested too deeply'],
  ['keys in keys', `${'? '.repeat(20_000)}x`, 'is nested too deeply'],
  ['objects in objects', Array.from({ length: 1000 }, (_, level) => `${' '.repeat(level)}a:`).join('\n'), 'deep.yaml:100:100 is nested too deeply'],
  ['mixed brackets', '[{a: '.repeat(20_000), 'is nested too deeply'],
])('fails when there are %s without end', (_what, text, expected) => {
  expect(message(() => DefinitionFile.load(write('deep.yaml', text)))).toContain(expected);
});

test('fails when aliases would make more values than anybody writes', () => {
  const bomb = (levels: number, item: (name: string) => string) =>
    Array.from({ length: levels }, (_, level) => `x-${level}: &a${level} ${item(level === 0 ? 'x' : `*a${level - 1}`)}\n`).join('');
  for (const item of [(name: string) => `[${Array(10).fill(name).join(', ')}]`, (name: string) => `{ ${Array.from({ length: 10 }, (_, key) => `k${key}: ${name}`).join(', ')} }`]) {
    expect(message(() => DefinitionFile.load(write('bomb.yaml', bomb(12, item))))).toMatch(/bomb\.yaml:\d+:\d+ aliases make more than 250000 values/);
  }
});

test('an anchor may be used by a thousand models, and merged keys stand where they are merged', () => {
  const text = `x-model: &model { image: a, endpoint: {} }\nname: churn\nmodels:\n${Array.from({ length: 1000 }, (_, index) => `  m${index}: *model\n`).join('')}`;
  const environments = 'x-all: &all { b: { aws: { region: eu-west-1 } }, a: { aws: { region: eu-west-1 } } }\nenvironments: { d: { aws: { region: us-east-1 } }, <<: *all, c: { aws: { region: eu-west-1 } }, a: { aws: { region: us-east-1 } } }\n';
  const definition = DefinitionFile.load(write('thousand.yaml', environments + text));
  expect(Object.keys(definition.models)).toHaveLength(1000);
  // The first environment is where models are trained.
  expect(Object.entries(definition.environments).map(([name, { aws }]) => `${name} ${aws?.region}`)).toEqual(['d us-east-1', 'b eu-west-1', 'a us-east-1', 'c eu-west-1']);
});

test('keys at the top that begin with x- may hold anything, and nothing of it is read', () => {
  const definition = DefinitionFile.load(join(RIGHT, 'anchors-at-the-top.yaml'));
  expect(definition.models.risk).toEqual({ artifact: 's3://acme-models/churn/7/model.tar.gz', framework: 'xgboost', endpoint: { compute: { serverless: {} } } });
  expect(definitionProblems({ ...definition, ['x-tokens' as 'tags']: { a: '${Token[A.1]}' } })).toEqual([]);
});

test('fails when brackets are nested without end', () => {
  expect(message(() => DefinitionFile.load(write('deep.yaml', '['.repeat(20_000))))).toContain('deep.yaml:1:101 is nested too deeply');
  expect(message(() => DefinitionFile.load(write('deep.json', '{"a":'.repeat(20_000))))).toContain('is nested too deeply');
});

test('fails when an object holds itself', () => {
  const file = write('circle.yaml', 'name: churn\nenvironments: { prod: { aws: { region: eu-west-1 } } }\nmodels: &models\n  churn: *models\n');
  expect(message(() => DefinitionFile.load(file))).toContain('circle.yaml:4:10 stands for &models, which holds it; an object cannot hold itself');
});

test('an alias stands for the anchor before it', () => {
  const file = write('twice.yaml', 'name: churn\nenvironments: { a: &x { aws: { region: eu-west-1 } }, b: *x, c: &x { aws: { region: 5 } }, d: *x }\nmodels: {}\n');
  expect(message(() => DefinitionFile.load(file))).toContain('twice.yaml:2:85 environments.d.aws.region: must be an AWS region');
});

test('fails when a group has more than 2500 features', () => {
  const schema = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`f${index}`, 'fractional']));
  const definition = (count: number) => JSON.stringify({
    name: 'churn',
    environments: { prod: { aws: { region: 'eu-west-1' } } },
    models: {},
    features: { customer: { recordId: 'id', eventTime: 'at', schema: schema(count) } },
  });
  expect(() => DefinitionFile.load(write('most.json', definition(2498)))).not.toThrow();
  expect(message(() => DefinitionFile.load(write('more.json', definition(2499))))).toContain('must have at most 2500 features, with record id and event time, got 2501');
});

test('a thousand models are checked within seconds', () => {
  const whole = readDefinition(join(RIGHT, 'whole-life.yaml'));
  const model = whole.models['default-risk']!;
  const definition: MlopsDefinition = { ...whole, models: Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`m${index}`, model])), environments: { prod: { aws: { region: 'eu-west-1' } } } };
  const start = process.hrtime.bigint();
  expect(definitionProblems(definition)).toEqual([]);
  expect(Number(process.hrtime.bigint() - start) / 1e9).toBeLessThan(10);
});
