import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { stringify } from 'yaml';
import { MlopsDefinition, MlopsStacks } from '../../lib';
import { MlopsError } from '../../lib/private/errors';
import { checkSystem } from '../../lib/synth/check-system';
import { SystemFiles } from '../../lib/synth/system-files';
import { brokenDefinitions, definitions } from '../definition/arbitraries';

const folder = mkdtempSync(join(tmpdir(), 'systems-'));
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(() => {
  mkdirSync(join(folder, 'src'));
  // The scripts that the generated definitions name.
  for (const script of ['prepare', 'train', 'evaluate']) writeFileSync(join(folder, `src/${script}.py`), 'pass\n');
});

/** What `mlops synth` does with a file: number of templates, or the message that the user sees. Anything else fails. */
function synthesise(definition: unknown): number | string {
  const file = join(folder, 'mlops.yaml');
  const outdir = join(folder, 'cdk.out');
  writeFileSync(file, stringify(definition));
  rmSync(outdir, { recursive: true, force: true });
  try {
    const { definition: read, directory } = SystemFiles.read(file);
    checkSystem(read, undefined, directory);
    const app = new App({ outdir });
    new MlopsStacks(app, 'System', { definition: read });
    return app.synth().stacks.filter(({ template }) => Object.keys(template.Resources).length > 0).length;
  } catch (error) {
    // The error of the CDK holds the whole construct tree, which no report can show.
    if (!MlopsError.isMlopsError(error)) throw new Error((error as Error).stack);
    // Whatever is wrong is known before anything is written.
    expect(() => readdirSync(outdir)).toThrow(/ENOENT/);
    return error.message;
  }
}

/** Which definitions are tried: the same in every run, others and more of them with `SEED=… CASES=2000 npx jest test/synth/properties`. */
const seed = Number(process.env.SEED ?? 1);

/** Delivery with AWS CodePipeline stays in one region. */
function isDeployable({ delivery, environments }: MlopsDefinition): boolean {
  return delivery === undefined || new Set(Object.values(environments).map(({ region }) => region)).size === 1;
}

test('every valid definition becomes templates', () => {
  for (const definition of fc.sample(definitions, { numRuns: 25, seed }).filter(isDeployable)) {
    expect(synthesise(definition)).toBeGreaterThan(0);
  }
});

test('a broken definition becomes templates or an error with a place for every problem', () => {
  const outcomes = { templates: 0, errors: 0 };
  for (const definition of fc.sample(brokenDefinitions, { numRuns: Number(process.env.CASES ?? 200), seed })) {
    const result = synthesise(definition);
    outcomes[typeof result === 'number' ? 'templates' : 'errors']++;
    if (typeof result === 'number') continue;
    for (const line of result.split('\n').slice(1)) expect(line).toMatch(/^ {2}\S+mlops\.yaml:[1-9]\d*:[1-9]\d* ./u);
  }
  // Both must occur, or the property would say nothing; most mutations are faults.
  expect(Math.min(outcomes.templates, outcomes.errors)).toBeGreaterThan(2);
});
