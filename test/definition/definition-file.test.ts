import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { definitionProblems } from '../../lib/definition/check';
import { DefinitionFile, readDefinition, sourceOf } from '../../lib/definition/definition-file';
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
    environments: { prod: { region: 'eu-west-1' } },
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
  expect(definition.environments).toEqual({ prod: { region: 'eu-west-1' }, test: { region: 'eu-west-1' }, no: { region: 'eu-central-1' } });
  expect(definition.models.fraud).toEqual({ ...definition.models.churn, risk: 'high' });
  expect(definition.tags).toEqual({ answer: 'no', when: '2026-11-23' });
});

test('a definition knows where each value stands', () => {
  const definition = readDefinition(write('placed.yaml', '# The system.\nname: churn\nenvironments:\n  prod: { region: eu-west-1 }\nmodels: {}\n'));
  const source = sourceOf(definition)!;
  const at = (...args: Parameters<typeof source.locate>) => source.locate(...args).replace(`${folder}/`, '');
  expect(source.directory).toBe(folder);
  expect(at([])).toBe('placed.yaml:2:1');
  expect(at(['name'])).toBe('placed.yaml:2:7');
  expect(at(['name'], 'key')).toBe('placed.yaml:2:1');
  expect(at(['environments', 'prod', 'region'])).toBe('placed.yaml:4:19');
  // What is missing stands at the key of what should hold it.
  expect(at(['environments', 'prod', 'account'])).toBe('placed.yaml:4:3');
  expect(at(['delivery', 'source'])).toBe('placed.yaml:2:1');
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
  const file = write('prototype.yaml', 'name: churn\nenvironments: { prod: { region: eu-west-1 } }\nmodels:\n  __proto__: {}\n  constructor: { image: a, endpoint: {} }\n  a:\n    batch: { input: datasets.toString }\n    image: a\n');
  expect(message(() => DefinitionFile.load(file))).toBe([
    'prototype.yaml has 3 problems:',
    '  prototype.yaml:4:3 models.__proto__: a name must be letters, digits and single hyphens, got "__proto__"; write "proto"',
    '  prototype.yaml:4:14 models.__proto__: says nothing that could be deployed; give it a "pipeline", an "endpoint" or a "batch"',
    '  prototype.yaml:7:21 models.a.batch.input: there is no dataset "toString"; none is defined',
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

test('fails when brackets are nested without end', () => {
  expect(message(() => DefinitionFile.load(write('deep.yaml', '['.repeat(20_000))))).toContain('deep.yaml:1:101 is nested too deeply');
  expect(message(() => DefinitionFile.load(write('deep.json', '{"a":'.repeat(20_000))))).toContain('is nested too deeply');
});

test('fails when an object holds itself', () => {
  const file = write('circle.yaml', 'name: churn\nenvironments: { prod: { region: eu-west-1 } }\nmodels: &models\n  churn: *models\n');
  expect(message(() => DefinitionFile.load(file))).toContain('circle.yaml:4:10 stands for &models, which holds it; an object cannot hold itself');
});

test('an alias stands for the anchor before it', () => {
  const file = write('twice.yaml', 'name: churn\nenvironments: { a: &x { region: eu-west-1 }, b: *x, c: &x { region: 5 }, d: *x }\nmodels: {}\n');
  expect(message(() => DefinitionFile.load(file))).toContain('twice.yaml:2:69 environments.d.region: must be an AWS region');
});

test('fails when a group has more than 2500 features', () => {
  const schema = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`f${index}`, 'fractional']));
  const definition = (count: number) => JSON.stringify({
    name: 'churn',
    environments: { prod: { region: 'eu-west-1' } },
    models: {},
    features: { customer: { recordId: 'id', eventTime: 'at', schema: schema(count) } },
  });
  expect(() => DefinitionFile.load(write('most.json', definition(2498)))).not.toThrow();
  expect(message(() => DefinitionFile.load(write('more.json', definition(2499))))).toContain('must have at most 2500 features, with record id and event time, got 2501');
});

test('a thousand models are checked within seconds', () => {
  const whole = readDefinition(join(RIGHT, 'whole-life.yaml'));
  const model = whole.models['default-risk']!;
  const definition: MlopsDefinition = { ...whole, models: Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`m${index}`, model])), environments: { prod: { region: 'eu-west-1' } } };
  const start = process.hrtime.bigint();
  expect(definitionProblems(definition)).toEqual([]);
  expect(Number(process.hrtime.bigint() - start) / 1e9).toBeLessThan(10);
});
