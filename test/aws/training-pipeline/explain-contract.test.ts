import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXPLAIN_CONTRACT, explainConfig, explainEnvironment } from '../../../lib/aws/training-pipeline/explain-contract';
import { metricsOf } from '../../../lib/definition/pipeline/step-kinds';

const PROGRAM = join(__dirname, '..', '..', '..', 'lib', 'programs', 'explain');
const source = (file: string): string => readFileSync(join(PROGRAM, file), 'utf8');
const { definitions } = JSON.parse(readFileSync(join(__dirname, '..', '..', '..', 'lib', 'definition', 'definition.schema.json'), 'utf8'));
const { properties } = definitions.ExplainStepDefinition;
const { keys, methods, metrics, requests, version } = EXPLAIN_CONTRACT;

test('the keys of the contract are those of a step', () => {
  expect(Object.keys(keys)).toHaveLength(19);
  for (const key of Object.keys(keys)) expect(properties).toHaveProperty(key);
});

test('the defaults that the definition tells are those of the contract', () => {
  // Of rows it tells them in words.
  const told = Object.fromEntries(Object.keys(keys).filter(key => properties[key].default !== undefined).map(key => [key, properties[key].default]));
  const numbersAndWords = Object.entries(keys).filter(([, value]) => typeof value === 'number' || typeof value === 'string');
  expect(told).toEqual(Object.fromEntries(numbersAndWords));
  const structs = { shap: 'ShapDefinition', lime: 'LimeDefinition', partialDependence: 'PartialDependenceDefinition' } as const;
  for (const [method, options] of Object.entries(methods)) {
    const struct = definitions[structs[method as keyof typeof structs]];
    for (const [option, value] of Object.entries(options)) expect(struct.properties[option].default).toBe(value);
  }
});

test('the forms of a request are those of the contract', () => {
  expect([...properties.request.enum].sort()).toEqual([...requests].sort());
});

test('the program knows every variable of its job, and the version of its configuration', () => {
  const known = [...source('contract.py').matchAll(/"(EXPLAIN_\w+)"/g)].map(([, name]) => name);
  const given = { ...explainEnvironment({ model: 'train.model', data: 'x' }, 'eu-west-1'), ...explainEnvironment({ endpoint: 'a', variant: 'b', data: 'x' }, 'eu-west-1') };
  const names = Object.keys(given).filter(name => name.startsWith('EXPLAIN_'));
  expect(names).toHaveLength(6);
  expect(names.filter(name => !known.includes(name))).toEqual([]);
  expect(source('explain.py')).toContain('os.environ["MLOPS_PACKAGES"]');
  expect(explainConfig({ endpoint: 'a', data: 'x' })).toEqual({ version });
});

test('the metrics that a condition can use are those that the program writes', () => {
  const [stability, topOverlap, ...compared] = metrics;
  expect(Object.keys(metricsOf({ explain: { endpoint: 'a', data: 'x' } })!)).toEqual([
    stability, topOverlap, ...compared, ...Object.keys(methods).flatMap(method => [`${method}.${stability}`, `${method}.${topOverlap}`]),
  ]);
});
