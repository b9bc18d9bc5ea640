import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { synthesised } from './harm';
import { DOCUMENTED, literalDefaults, writtenOut } from './literal-defaults';
import { MlopsDefinition } from '../../lib/definition';
import { MlopsError } from '../../lib/private/errors';
import { SystemFiles } from '../../lib/synth/system/system-files';
import { SystemFolder } from '../synth/agreement';

const folder = new SystemFolder();
const text = readFileSync(join(__dirname, '../definition/right/as-little-as-possible.yaml'), 'utf8');
const { definition, directory } = SystemFiles.read(folder.write({ name: 'mlops.yaml', text }));

afterAll(() => folder.remove());

/** The program that explains holds these itself, and `test/aws/training-pipeline/explain-contract.test.ts` holds it to them. */
const OF_THE_PROGRAM = new Set(literalDefaults(definition).map(({ name }) => name).filter(name => /^(ExplainRequest|ExplainSampling|Stability|Shap|Lime|PartialDependence)Definition\./.test(name)));

/** The templates, or what is wrong. */
function outcome(system: MlopsDefinition): unknown {
  try {
    return Object.fromEntries(synthesised(system, directory).templates);
  } catch (error) {
    if (MlopsError.isMlopsError(error)) return error.message;
    throw error;
  }
}

test('the file leaves out every key that has one', () => {
  expect([...new Set(literalDefaults(definition).map(({ name }) => name))].sort()).toEqual(DOCUMENTED);
});

/** The system with one model alone, which is synthesised in a moment. */
function only(model: string): MlopsDefinition {
  return { ...definition, models: { [model]: definition.models[model]! } };
}

test('each is what a definition without the key gets', () => {
  for (const model of Object.keys(definition.models)) {
    const system = only(model);
    const before = outcome(system);
    expect(typeof before).toBe('object');
    const own = literalDefaults(system).filter(({ name }) => !OF_THE_PROGRAM.has(name));
    if (isDeepStrictEqual(outcome(own.reduce(writtenOut, system)), before)) continue;
    // One of them is not true, or some of them exclude each other: which?
    const untrue = own.filter(found => !isDeepStrictEqual(outcome(writtenOut(system, found)), before));
    expect(untrue.map(({ path, value }) => `${path.join('.')}: ${JSON.stringify(value)}`)).toEqual([]);
  }
}, 3_600_000);
