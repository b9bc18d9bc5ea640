import { join } from 'node:path';
import { Edit, edits } from './edits';
import { ESTATE } from './estate';
import { faultsOf, harmOf, recordOf, synthesised } from './harm';
import { MlopsDefinition } from '../../lib/definition';
import { MlopsError } from '../../lib/private/errors';
import { SystemFiles } from '../../lib/synth/system/system-files';
import { DEFINITIONS } from '../examples/examples';

const FOLDER = join(__dirname, '../../examples');
const SYSTEMS: [string, MlopsDefinition, string][] = [
  ['a system with everything that holds data', ESTATE, __dirname],
  ...DEFINITIONS.map((name): [string, MlopsDefinition, string] => [name, SystemFiles.read(join(FOLDER, name, 'mlops.yaml')).definition, join(FOLDER, name)]),
];

describe.each(SYSTEMS)('%s', (_name, definition, directory) => {
  test('no edit passes that replaces what holds data, leaves it behind or cannot be deployed', () => {
    const lock = recordOf(definition);
    const before = synthesised(definition, directory);
    const harm = (edit: Edit) => {
      const after = synthesisedIfAccepted(edit.definition, directory);
      return after ? harmOf(before, after).map(what => `${edit.what}: ${what}`) : [];
    };
    const passing = [...edits(definition)].filter(edit => faultsOf(edit.definition, lock, directory) === undefined);
    console.log(`${passing.length} edits passed and were synthesised`);
    expect(passing.flatMap(harm)).toEqual([]);
  }, 3_600_000);
});

/** Nothing when synthesis refuses it after all: then nothing is deployed either. */
function synthesisedIfAccepted(definition: MlopsDefinition, directory: string): ReturnType<typeof synthesised> | undefined {
  try {
    return synthesised(definition, directory);
  } catch (error) {
    if (MlopsError.isMlopsError(error)) return undefined;
    throw error;
  }
}
