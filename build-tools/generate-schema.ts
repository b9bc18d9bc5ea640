/**
 * Writes the JSON Schema of the definition from its TypeScript structs: to `lib/definition/definition.schema.json`.
 *
 * The structs' doc comments carry what types cannot say (`@pattern`, `@minimum`, `@oneKeyOf`, …), so that nothing is
 * written twice.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createGenerator } from 'ts-json-schema-generator';

const root = join(__dirname, '..');

const schema = createGenerator({
  path: join(root, 'lib/definition/*-definition.ts'),
  tsconfig: join(root, 'tsconfig.json'),
  type: 'MlopsDefinition',
  additionalProperties: false,
  skipTypeCheck: true,
  topRef: true,
  extraTags: ['oneKeyOf', 'atMostOneKeyOf'],
}).createSchema('MlopsDefinition');

writeFileSync(join(root, 'lib/definition/definition.schema.json'), JSON.stringify(schema, undefined, 2) + '\n');
