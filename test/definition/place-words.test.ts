import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MlopsDefinition } from '../../lib';
import { PLACES } from '../../lib/definition/capabilities';
import { placeWordsRules } from '../../lib/definition/rules/place-words-rules';
import { Problems, renderPath } from '../../lib/private/problems';

const DEV = { aws: { region: 'eu-west-1' } };
const EDGE = { kubernetes: { namespace: 'churn' } };
const MODEL = { artifact: 's3://acme-models/churn/7/model.tar.gz', framework: 'xgboost' } as const;

function unread(environments: MlopsDefinition['environments'], model: object): string[] {
  const problems = new Problems();
  placeWordsRules({ name: 'churn', environments, models: { churn: { ...MODEL, ...model } } }, problems);
  return problems.all.map(({ path, message }) => `${renderPath(path)}: ${message}`);
}

const CLIENTS = { endpoint: { kubernetes: { clients: ['checkout'] } } };
const BACKEND = { monitoring: { aws: { backend: 'evidently' } } } as const;

test('words of a place are read where an environment is there', () => {
  expect(unread({ dev: DEV, edge: EDGE }, { ...CLIENTS, ...BACKEND })).toEqual([]);
});

test('words of a place where no environment is do nothing, which is said', () => {
  expect(unread({ dev: DEV }, CLIENTS)).toEqual(['models.churn.endpoint.kubernetes: is read on Kubernetes alone, and does nothing here; remove it']);
  expect(unread({ edge: EDGE }, BACKEND)).toEqual(['models.churn.monitoring.aws: is read on AWS alone, and does nothing here; remove it']);
});

test('words that an environment gives for itself are those of its place', () => {
  expect(unread({ dev: { ...DEV, models: { churn: CLIENTS } }, edge: EDGE }, {}))
    .toEqual(['environments.dev.models.churn.endpoint.kubernetes: is read on Kubernetes alone, and does nothing here; remove it']);
  expect(unread({ dev: DEV, edge: { ...EDGE, models: { churn: CLIENTS } } }, {})).toEqual([]);
});

test('nothing is said where the place of an environment is not known', () => {
  expect(unread({ dev: DEV, other: {} }, CLIENTS)).toEqual([]);
  expect(unread({}, CLIENTS)).toEqual([]);
});

/** Every key of a struct that is called as a place, and what says that it does nothing elsewhere. */
const WORDS: { readonly [key: string]: string } = {
  'EnvironmentDefinition.aws': 'it is the place',
  'EnvironmentDefinition.kubernetes': 'it is the place',
  'ModelDefinition.aws': 'the table of capabilities',
  'ModelSourceDefinition.aws': 'the table of capabilities',
  'PipelineDefinition.aws': 'the table of capabilities',
  'OfflineStoreDefinition.aws': 'the table of capabilities: `offline`',
  'InstancesDefinition.aws': 'the table of capabilities: `instances`',
  'MonitoringDefinition.aws': 'the rule',
  'EndpointDefinition.kubernetes': 'the rule',
  'ModelEndpointDefinition.kubernetes': 'the rule',
  'ExistingCaptureDefinition.aws': 'the table of capabilities: `existing`',
};

test('every word of one place is known to the rule, or to the table of capabilities', () => {
  const { definitions } = JSON.parse(readFileSync(join(__dirname, '../../lib/definition/definition.schema.json'), 'utf8')) as {
    definitions: { readonly [struct: string]: { readonly properties?: object } };
  };
  const words = Object.entries(definitions).flatMap(([struct, { properties = {} }]) =>
    Object.keys(properties).filter(key => (PLACES as readonly string[]).includes(key)).map(key => `${struct}.${key}`));
  expect(words.filter(word => !Object.hasOwn(WORDS, word))).toEqual([]);
});
