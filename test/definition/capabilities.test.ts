import { CAPABILITIES } from '../../lib/definition/capabilities';
import schema from '../../lib/definition/definition.schema.json';
import { STEP_KINDS } from '../../lib/definition/pipeline/step-kinds';

interface Schema {
  readonly $ref?: string;
  readonly properties?: { readonly [key: string]: Schema };
  readonly additionalProperties?: Schema | boolean;
}

/** What the schema says of a key; nothing when there is none. */
function at(key: string): Schema | undefined {
  return key.split('.').reduce<Schema | undefined>((found, part) => {
    const { properties, additionalProperties } = resolved(found);
    return part !== '*' ? properties?.[part] : typeof additionalProperties === 'object' ? additionalProperties : undefined;
  }, schema as Schema);
}

function resolved(found: Schema | undefined): Schema {
  const name = found?.$ref?.split('/').at(-1);
  return name === undefined ? found ?? {} : (schema.definitions as { readonly [name: string]: Schema })[name]!;
}

const keysAt = (key: string) => Object.keys(resolved(at(key)).properties ?? {});
const keys = CAPABILITIES.map(({ key }) => key);

test('every key of the table is one of the definition, and stands there once', () => {
  expect(keys.filter(key => at(key) === undefined)).toEqual([]);
  expect(new Set(keys).size).toBe(keys.length);
});

test('every kind of step, every check and every part of a model that runs stands in the table', () => {
  const expected = [
    ...Object.keys(STEP_KINDS).map(kind => `models.*.pipeline.steps.*.${kind}`),
    ...keysAt('models.*.monitoring').filter(key => !['aws', 'compute', 'onDrift'].includes(key)).map(key => `models.*.monitoring.${key}`),
    ...['pipeline', 'registry', 'batch'].map(key => `models.*.${key}`),
    ...['containers', 'instances', 'serverless'].map(key => `models.*.endpoint.compute.${key}`),
    ...['asynchronous', 'variants', 'shadow', 'components', 'rollout', 'capture'].map(key => `models.*.endpoint.${key}`),
    ...keysAt('tracking').map(key => `tracking.${key}`),
    'datasets.*',
  ];
  expect(expected.filter(key => !keys.includes(key))).toEqual([]);
});

test('a place either does a thing, and says by what, or says what comes nearest', () => {
  for (const { key, on } of CAPABILITIES) {
    for (const answer of Object.values(on)) {
      expect({ key, said: 'by' in answer ? answer.by !== '' : answer.why !== '' && answer.instead !== '' }).toEqual({ key, said: true });
    }
  }
});
