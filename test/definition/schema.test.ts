import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv, { ValidateFunction } from 'ajv';
import * as fc from 'fast-check';
import { brokenDefinitions, definitions } from './arbitraries';
import { readDefinition } from '../../lib/definition/definition-file';
import { structureProblems } from '../../lib/definition/structure';
import { MlopsError } from '../../lib/private/errors';

const LIB = join(__dirname, '../../lib/definition');
const schema = JSON.parse(readFileSync(join(LIB, 'definition.schema.json'), 'utf8'));
const lockSchema = JSON.parse(readFileSync(join(LIB, 'lock.schema.json'), 'utf8'));

type Node = Record<string, unknown>;

function nodes(value: unknown): Node[] {
  if (value === null || typeof value !== 'object') return [];
  return [value as Node, ...Object.values(value).flatMap(nodes)];
}

/** A validator that knows nothing but the standard, as an editor's. */
function standard(): ValidateFunction {
  return new Ajv({ strict: false }).compile(schema);
}

test.each([['definition', schema], ['lock', lockSchema]])('the schema of a %s is valid in strict mode', (_name, published) => {
  const ajv = new Ajv({ strict: true, strictRequired: false, allowUnionTypes: true });
  ajv.addVocabulary(['oneKeyOf', 'atMostOneKeyOf', 'patternErrorMessage']);
  expect(() => ajv.compile(published)).not.toThrow();
});

test('the schemas have an id, a title and the words of draft-07', () => {
  expect(schema).toMatchObject({ $schema: 'http://json-schema.org/draft-07/schema#', $id: expect.stringMatching(/^https:/), title: expect.any(String) });
  expect(lockSchema).toMatchObject({ $id: expect.stringMatching(/lock\.schema\.json$/), title: expect.any(String) });
  expect(schema.definitions.ComputeDefinition.oneOf).toEqual([{ required: ['containers'] }, { required: ['instances'] }, { required: ['serverless'] }]);
});

test('nothing that counts stands beside a reference, where draft-07 ignores it', () => {
  const beside = nodes(schema).filter(node => typeof node.$ref === 'string' && node.definitions === undefined)
    .flatMap(node => Object.keys(node)).filter(key => !['$ref', 'default', 'description'].includes(key));
  expect(beside).toEqual([]);
});

test('defaults are values, not sentences', () => {
  expect(nodes(schema).map(node => node.default).filter(value => typeof value === 'string' && value.startsWith('- '))).toEqual([]);
});

const patterns = [...nodes(schema), ...nodes(lockSchema)].filter(node => typeof node.pattern === 'string')
  .map(node => ({ pattern: node.pattern as string, words: node.patternErrorMessage as string | undefined }));

test.each(patterns)('the pattern $pattern is said in words', ({ pattern, words }) => {
  expect(words).toMatch(/^must be /);
  const example = /.*such as "?([^"]+)"?$/.exec(words ?? '')?.[1];
  if (example !== undefined && !example.includes('…')) expect(example).toMatch(new RegExp(pattern));
});

test('the schema accepts the same files as the loader, before rules between fields', () => {
  const validate = standard();
  for (const folder of ['wrong', 'right']) {
    for (const file of readdirSync(join(__dirname, folder)).filter(name => /\.(yaml|json)$/.test(name) && !name.endsWith('.lock.json'))) {
      let definition: unknown;
      try {
        definition = readDefinition(join(__dirname, folder, file));
      } catch (error) {
        expect(MlopsError.isMlopsError(error)).toBe(true);
        continue;
      }
      expect([file, validate(definition)]).toEqual([file, structureProblems('MlopsDefinition', definition).length === 0]);
    }
  }
});

test('the schema and the loader agree on any definition', () => {
  const validate = standard();
  fc.assert(fc.property(fc.oneof(definitions, brokenDefinitions), definition => {
    // Tokens are texts for an editor.
    if (JSON.stringify(definition).includes('${Token[')) return;
    expect(validate(definition)).toBe(structureProblems('MlopsDefinition', definition).length === 0);
  }), { numRuns: 100 });
});
