/**
 * Writes the templates of generated systems that the check accepts: `templates.ts <folder> <how many> [seed]`. Half of them are as they
 * were generated, half were edited once and are still right.
 */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { MlopsDefinition, MlopsStacks } from '../../lib';
import { MlopsError } from '../../lib/private/errors';
import { checkSystem } from '../../lib/synth/check-system';
import { definitions, mutate } from '../definition/arbitraries';

process.env.CDK_VALIDATION = 'false';
const [folder = 'templates', wanted = '40', seed = '1'] = process.argv.slice(2);
const directory = mkdtempSync(join(tmpdir(), 'systems-'));
mkdirSync(join(directory, 'src'));
for (const script of ['prepare', 'train', 'evaluate']) writeFileSync(join(directory, `src/${script}.py`), 'pass\n');

const edited = fc.tuple(definitions, fc.gen()).map(([definition, pick]) => mutate(definition, pick) as MlopsDefinition);

function isAccepted(definition: MlopsDefinition): boolean {
  try {
    checkSystem(definition, undefined, directory);
    return true;
  } catch (error) {
    if (!MlopsError.isMlopsError(error)) throw error;
    return false;
  }
}

let made = 0;
for (let round = 0; made < Number(wanted); round++) {
  const [definition] = fc.sample(round % 2 === 0 ? definitions : edited, { numRuns: 1, seed: Number(seed) * 100_000 + round }) as [MlopsDefinition];
  if (!isAccepted(definition)) continue;
  const app = new App({ outdir: join(folder, String(made)) });
  new MlopsStacks(app, 'System', { definition, directory });
  app.synth();
  made++;
}
console.log(`${made} systems`);
