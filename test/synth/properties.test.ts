import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { stringify } from 'yaml';
import { outcomeOf, SystemFolder } from './agreement';
import { MlopsDefinition } from '../../lib';
import { definitions } from '../definition/arbitraries';
import { mutant } from '../definition/fuzz/mutants';

const folder = new SystemFolder();
const outdir = join(folder.path, 'cdk.out');
afterAll(() => folder.remove());

/** Which definitions are tried: the same in every run, others with `SEED=…`; `npm run test:templates 500` tries many more. */
const seed = Number(process.env.SEED ?? 1);

/** Delivery with AWS CodePipeline stays in one region. */
function isDeployable({ delivery, environments }: MlopsDefinition): boolean {
  return delivery === undefined || new Set(Object.values(environments).map(({ aws }) => aws?.region)).size === 1;
}

test('every valid definition becomes templates', () => {
  for (const definition of fc.sample(definitions, { numRuns: 6, seed }).filter(isDeployable)) {
    expect(outcomeOf(folder.write({ name: 'mlops.yaml', text: stringify(definition) }), outdir)).toEqual({ check: [], synth: [] });
  }
});

test('every kind of endpoint, step and check becomes templates, with as little said as may be', () => {
  const text = readFileSync(join(__dirname, '../definition/right/as-little-as-possible.yaml'), 'utf8');
  expect(outcomeOf(folder.write({ name: 'mlops.yaml', text }), outdir)).toEqual({ check: [], synth: [] });
});

test('of a definition that was edited badly, check and synth say the same, with a place for every problem', () => {
  const outcomes = { templates: 0, errors: 0 };
  for (let place = 0; place < 40; place++) {
    const { check, synth } = outcomeOf(folder.write(mutant(seed * 1_000_003 + place)), join(outdir, String(place)));
    expect(synth).toEqual(check);
    for (const line of check) expect(line).toMatch(/^\S*mlops\.(json|yaml|lock\.json):[1-9]\d*:[1-9]\d* ./u);
    // Whatever is wrong is known before anything is written.
    expect(readdirSync(join(outdir, String(place))).length > 0).toBe(check.length === 0);
    outcomes[check.length === 0 ? 'templates' : 'errors']++;
  }
  // Both must occur, or the property would say nothing; most edits are faults.
  expect(Math.min(outcomes.templates, outcomes.errors)).toBeGreaterThan(0);
});
