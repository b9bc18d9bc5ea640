import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIG_KEYS, explainConfig, explainEnvironment } from '../../../lib/aws/training-pipeline/explain-contract';
import { metricsOf } from '../../../lib/definition/pipeline/step-kinds';

const PROGRAM = join(__dirname, '..', '..', '..', 'lib', 'programs', 'explain');
const source = (file: string): string => readFileSync(join(PROGRAM, file), 'utf8');
const contract = source('contract.py');
const { definitions } = JSON.parse(readFileSync(join(__dirname, '..', '..', '..', 'lib', 'definition', 'definition.schema.json'), 'utf8'));

/** What the program calls its methods: `SHAP, LIME, PARTIAL_DEPENDENCE = METHODS = ("shap", …)`. */
const [, constants, texts] = /^(\w+(?:, \w+)*) = METHODS = \((.*)\)$/m.exec(contract)!;
const methods = Object.fromEntries(constants!.split(', ').map((constant, index) => [constant, JSON.parse(`[${texts}]`)[index] as string]));

/** Every key of the configuration with its default, as `KEYS` of the program has them. */
const keys = Object.fromEntries([...contract.matchAll(/^ {4}(?:"(\w+)"|([A-Z_]+)): \(.*, ([^,]+|\{.*\})\),$/gm)]
  .map(([, text, constant, preset]) => [text ?? methods[constant!]!, preset === 'None' ? undefined : JSON.parse(preset!)]));

const number = (file: string, constant: string): number => Number(new RegExp(`^${constant} = (\\d+)$`, 'm').exec(source(file))![1]);

test('the keys of a step are those of the program', () => {
  expect(Object.keys(keys)).toHaveLength(19);
  expect([...CONFIG_KEYS].sort()).toEqual(Object.keys(keys).sort());
  for (const key of CONFIG_KEYS) expect(definitions.ExplainStepDefinition.properties).toHaveProperty(key);
});

test('the defaults that the definition tells are those of the program', () => {
  const { properties } = definitions.ExplainStepDefinition;
  const told = Object.fromEntries(CONFIG_KEYS.filter(key => properties[key].default !== undefined).map(key => [key, properties[key].default]));
  const { request, sampleSize, backgroundSize, repeats, top, seed } = keys;
  expect(told).toEqual({ request, sampleSize, backgroundSize, repeats, top, seed });
  expect(keys.rows).toEqual({ highest: 3 });
  expect(definitions.ShapDefinition.properties.permutations.default).toBe(number('by_shap.py', 'PERMUTATIONS'));
  expect(definitions.LimeDefinition.properties.samples.default).toBe(number('by_lime.py', 'SAMPLES'));
  expect(definitions.PartialDependenceDefinition.properties.points.default).toBe(number('by_partial_dependence.py', 'POINTS'));
});

test('the forms of a request are those of the program', () => {
  const [, requests] = /^REQUESTS = \((.*)\)$/m.exec(contract)!;
  expect([...definitions.ExplainStepDefinition.properties.request.enum].sort()).toEqual((JSON.parse(`[${requests}]`) as string[]).sort());
});

test('the program knows every variable of its job, and the version of its configuration', () => {
  const known = [...contract.matchAll(/"(EXPLAIN_\w+)"/g)].map(([, name]) => name);
  const given = { ...explainEnvironment({ model: 'train.model', data: 'x' }, 'eu-west-1'), ...explainEnvironment({ endpoint: 'a', variant: 'b', data: 'x' }, 'eu-west-1') };
  const names = Object.keys(given).filter(name => name.startsWith('EXPLAIN_'));
  expect(names).toHaveLength(6);
  expect(names.filter(name => !known.includes(name))).toEqual([]);
  expect(source('explain.py')).toContain('os.environ["MLOPS_PACKAGES"]');
  expect(explainConfig({ endpoint: 'a', data: 'x' })).toEqual({ version: number('contract.py', 'CONFIG_VERSION') });
});

test('the metrics that a condition can use are those that the program writes', () => {
  const figures = /^STABILITY, TOP_OVERLAP, AGREEMENT, TOP_AGREEMENT = (.*)$/m.exec(source('outcome.py'))![1];
  const [stability, topOverlap, ...compared] = JSON.parse(`[${figures}]`) as string[];
  expect(Object.keys(metricsOf({ explain: { endpoint: 'a', data: 'x' } })!)).toEqual([
    stability, topOverlap, ...compared, ...Object.values(methods).flatMap(method => [`${method}.${stability}`, `${method}.${topOverlap}`]),
  ]);
});
