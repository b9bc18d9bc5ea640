/**
 * Writes, from the TypeScript structs in `lib/definition`, the JSON Schemas of the definition and of the lock file, and
 * `structure-validators.js`: one function for each struct, compiled ahead so that nothing is compiled at synth.
 *
 * The structs' doc comments carry what types cannot say (`@pattern`, `@minimum`, `@oneKeyOf`, …), so that nothing is
 * written twice.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import standaloneCode from 'ajv/dist/standalone';
import { buildSync } from 'esbuild';
import { createGenerator } from 'ts-json-schema-generator';
import { PLACE_PATTERN } from '../lib/definition/storage-place';

/** What JSON Schema has no word for. The same is said with `oneOf` and `not`, for editors that only know the standard. */
const OWN_KEYWORDS = ['oneKeyOf', 'atMostOneKeyOf', 'patternErrorMessage'];
/** What an editor shows and a validator does not need. */
const FOR_PEOPLE = ['description', 'default', 'title'];

/** What TypeScript's structs cannot say of their keys: the top of a definition may hold anything under `x-…`, such as anchors. */
const OWN_NAMES: Readonly<Record<string, object>> = { MlopsDefinition: { '^x-': {} } };

/** What constructs take where a definition can say more: that the part is there already. */
const ALONE = ['EndpointDefinition', 'RegistryDefinition'];

const root = join(__dirname, '..');
const source = join(root, 'lib/definition');
/** Another folder can be given, to compare. */
const folder = process.argv[2] ?? source;

const generator = createGenerator({
  path: join(source, '{**/*-definition,lock-file}.ts'),
  tsconfig: join(root, 'tsconfig.json'),
  type: '*',
  additionalProperties: false,
  skipTypeCheck: true,
  topRef: true,
  extraTags: OWN_KEYWORDS,
});

type Schema = Record<string, unknown>;

const schemas = [
  { file: 'definition.schema.json', struct: 'MlopsDefinition', title: 'Definition of a machine-learning system (mlops.yaml)' },
  { file: 'lock.schema.json', struct: 'LockDefinition', title: 'Model versions in each environment (mlops.lock.json)' },
].map(({ file, struct, title }) => {
  const { $schema, ...generated } = generator.createSchema(struct);
  for (const [name, patternProperties] of Object.entries(OWN_NAMES)) {
    const definition = generated.definitions?.[name];
    if (typeof definition === 'object') Object.assign(definition, { patternProperties });
  }
  const schema = { $schema, $id: `https://mlops-constructs.dev/${file}`, title, ...refine(generated) as Schema };
  writeFileSync(join(folder, file), JSON.stringify(schema, undefined, 2) + '\n');
  return schema;
});

// One schema for each struct, that refers to the others by name: each becomes one function, however often it is used.
const alone = ALONE.map(struct => refine(generator.createSchema(struct)));
const structs: Record<string, Schema> = Object.assign({}, ...[...schemas, ...alone].map(schema => withoutWords((schema as Schema).definitions)));
for (const struct of Object.values(structs)) struct.standsUnder = keysOfAlternatives(struct);
const ajv = new Ajv({
  allErrors: true,
  verbose: true,
  inlineRefs: false,
  allowUnionTypes: true,
  strict: true,
  strictRequired: false,
  code: { source: true },
});
ajv.addVocabulary([...OWN_KEYWORDS, 'standsUnder']);
ajv.addSchema(Object.entries(structs).map(([name, schema]) => ({ $id: name, ...schema })));

buildSync({
  stdin: { contents: standaloneCode(ajv, Object.fromEntries(Object.keys(structs).map(name => [name, name]))), resolveDir: root },
  outfile: join(folder, 'structure-validators.js'),
  bundle: true,
  minifyWhitespace: true,
  minifySyntax: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  legalComments: 'none',
});

/** Says with the words of draft-07 what our tags mean, and drops what would mislead an editor. */
function refine(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(refine);
  if (node === null || typeof node !== 'object') return node;
  const schema: Schema = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, refine(value)]));
  if (typeof schema.oneKeyOf === 'string') {
    const keys = schema.oneKeyOf = schema.oneKeyOf.split(' ');
    schema.oneOf = keys.map(key => ({ required: [key] }));
  }
  if (typeof schema.atMostOneKeyOf === 'string') {
    const keys = schema.atMostOneKeyOf = schema.atMostOneKeyOf.split(' ');
    schema.not = { anyOf: keys.flatMap((key, index) => keys.slice(index + 1).map(other => ({ required: [key, other] }))) };
  }
  // How places of files are written is said where they are read.
  if (typeof schema.pattern === 'string') schema.pattern = schema.pattern.replace('<place>', () => PLACE_PATTERN);
  // `@default - no endpoint` is a sentence, not a value.
  if (typeof schema.default === 'string' && (schema.default.startsWith('- ') || schema.type === 'array')) delete schema.default;
  // Draft-07 ignores what stands beside `$ref`.
  if (typeof schema.$ref === 'string' && typeof schema.pattern === 'string') {
    schema.type = 'string';
    schema.allOf = [{ $ref: schema.$ref }];
    delete schema.$ref;
  }
  return schema;
}

/**
 * By key, the alternatives of a struct that have it, and the places whose own words it is one of: who forgets to say which one is
 * meant is told where the key belongs.
 */
function keysOfAlternatives({ oneKeyOf = [], properties = {} }: Schema): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  const places = (structs.EnvironmentDefinition!.oneKeyOf as string[]).filter(place => Object.hasOwn(properties as Record<string, Schema>, place));
  for (const alternative of new Set([...oneKeyOf as string[], ...places])) {
    const { $ref } = (properties as Record<string, Schema>)[alternative]!;
    for (const key of Object.keys(structs[$ref as string]?.properties ?? {})) (found[key] ??= []).push(alternative);
  }
  return found;
}

function withoutWords(definitions: unknown): Record<string, Schema> {
  const text = JSON.stringify(definitions, (_key, value: unknown) => {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
    // A property may be called `description`; then it is a schema, not a sentence.
    return Object.fromEntries(Object.entries(value).filter(([key, entry]) => !(FOR_PEOPLE.includes(key) && typeof entry !== 'object')));
  });
  return JSON.parse(text.replaceAll('"#/definitions/', '"')) as Record<string, Schema>;
}
