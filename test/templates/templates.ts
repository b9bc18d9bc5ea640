/**
 * Writes the templates of systems that the check accepts: `templates.ts <folder> <how many> [seed]`. Half of them are as they were
 * generated; of the others each was edited badly before, and still is right. Of those that are not, synthesis must say what the check says.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { rightDefinition } from '../definition/arbitraries';
import { mutant, Mutant } from '../definition/fuzz/mutants';
import { quickPick } from '../definition/fuzz/quick-pick';
import { outcomeOf, SystemFolder } from '../synth/agreement';

const [folder = 'templates', wanted = '40', seed = '1'] = process.argv.slice(2);
const directory = new SystemFolder();

const right = (place: number): Mutant => ({ name: 'mlops.yaml', text: stringify(rightDefinition(quickPick(place))) });

const counts = { written: 0, edited: 0, refused: 0 };
for (let place = Number(seed) * 1_000_003; counts.written < Number(wanted); place++) {
  const isEdited = counts.written % 2 === 1;
  const system = isEdited ? mutant(place) : right(place);
  const outdir = join(folder, String(counts.written));
  const { check, synth } = outcomeOf(directory.write(system), outdir);
  if (JSON.stringify(check) !== JSON.stringify(synth)) {
    console.error(`check says ${JSON.stringify(check, undefined, 1)}\nsynth says ${JSON.stringify(synth, undefined, 1)}\nof\n${system.text}\n${system.lock ?? ''}`);
    process.exitCode = 1;
  }
  if (isEdited) counts.edited++;
  if (check.length === 0) {
    counts.written++;
  } else {
    counts.refused++;
    rmSync(outdir, { recursive: true, force: true });
  }
}
directory.remove();
console.log(`${counts.written} systems written; check and synth said the same of ${counts.edited} that were edited, ${counts.refused} of them refused`);
