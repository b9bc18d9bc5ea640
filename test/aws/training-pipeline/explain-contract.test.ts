import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIG_PLACES, EXPLAIN_CONTRACT, explainConfig, explainEnvironment } from '../../../lib/aws/training-pipeline/explain-contract';
import { metricsOf } from '../../../lib/definition/pipeline/step-kinds';

const { definitions } = JSON.parse(readFileSync(join(__dirname, '..', '..', '..', 'lib', 'definition', 'definition.schema.json'), 'utf8'));
const { keys, methods, metrics, requests, variables, version } = EXPLAIN_CONTRACT;
const structs: Record<string, string> = {
  columns: 'ExplainedColumnsDefinition',
  request: 'ExplainRequestDefinition',
  sampling: 'ExplainSamplingDefinition',
  methods: 'ExplainMethodsDefinition',
  stability: 'StabilityDefinition',
};

/** What the schema says of the place of a step where a key of the configuration stands. */
function schemaOf(key: string): { readonly default?: unknown; readonly enum?: readonly string[] } | undefined {
  const [group = '', member]: readonly string[] = CONFIG_PLACES[key as keyof typeof CONFIG_PLACES];
  return member === undefined ? definitions.ExplainStepDefinition.properties[group] : definitions[structs[group]!].properties[member];
}

test('every key of the contract has a place in a step', () => {
  expect(Object.keys(CONFIG_PLACES)).toEqual(Object.keys(keys));
  for (const key of Object.keys(keys)) expect({ key, schema: schemaOf(key) }).toEqual({ key, schema: expect.anything() });
});

test('the defaults that the definition tells are those of the contract', () => {
  // Of rows it tells them in words.
  const told = Object.fromEntries(Object.keys(keys).map(key => [key, schemaOf(key)?.default]).filter(([, value]) => value !== undefined));
  const numbersAndWords = Object.entries(keys).filter(([, value]) => typeof value === 'number' || typeof value === 'string');
  expect(told).toEqual(Object.fromEntries(numbersAndWords));
  const optionsOf = { shap: 'ShapDefinition', lime: 'LimeDefinition', partialDependence: 'PartialDependenceDefinition' } as const;
  for (const [method, options] of Object.entries(methods)) {
    const struct = definitions[optionsOf[method as keyof typeof optionsOf]];
    for (const [option, value] of Object.entries(options)) expect(struct.properties[option].default).toBe(value);
  }
});

test('the forms of a request are those of the contract', () => {
  expect([...schemaOf('request')!.enum!].sort()).toEqual([...requests].sort());
});

test('a job gives the program variables of the contract alone, besides its region', () => {
  const given = { ...explainEnvironment({ model: 'train.model', data: 'x' }, 'eu-west-1'), ...explainEnvironment({ endpoint: 'a', request: { variant: 'b' }, data: 'x' }, 'eu-west-1') };
  const { code, modelPython, url, violationExitCode, ...ofJob } = variables;
  expect(Object.keys(given).sort()).toEqual([...Object.values(ofJob), 'AWS_DEFAULT_REGION'].sort());
});

test('a configuration that says nothing has the version of the contract', () => {
  expect(explainConfig({ endpoint: 'a', data: 'x' })).toEqual({ version });
});

test('the metrics that a condition can use are those that the program writes', () => {
  const [stability, topOverlap, ...compared] = metrics;
  expect(Object.keys(metricsOf({ explain: { endpoint: 'a', data: 'x' } })!)).toEqual([
    stability, topOverlap, ...compared, ...Object.keys(methods).flatMap(method => [`${method}.${stability}`, `${method}.${topOverlap}`]),
  ]);
});
