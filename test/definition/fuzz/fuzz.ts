import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Mutant, mutant } from './mutants';
import { check } from '../../../lib/cli/commands/check';
import { MlopsError } from '../../../lib/private/errors';

/** A definition that was neither accepted nor refused as it should be. */
export interface Failure {
  readonly why: string;
  readonly mutant: Mutant;
}

export interface FuzzReport {
  readonly count: number;
  readonly accepted: number;
  readonly refused: number;
  /** Seconds of this process. */
  readonly slowest: number;
  readonly failures: readonly Failure[];
}

const MOST_SECONDS = 2;
/** How many definitions one seed is good for. */
const SEEDS = 1_000_003;
/** The file that is read, and those beside it: a lock, a script's folder, an imported pipeline. */
const PLACED = /^\s*\S*(mlops\.(json|yaml)|mlops\.lock\.json):[1-9]\d*:[1-9]\d* ./u;

/**
 * Checks badly edited definitions, as `mlops check` does. Each must be accepted, or refused with problems that all have a
 * place, within two seconds; nothing else may be thrown.
 */
export function fuzz(count: number, seed: number, see: (report: FuzzReport) => void = () => {}): FuzzReport {
  const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
  const failures: Failure[] = [];
  let [done, accepted, slowest] = [0, 0, 0];
  const report = () => ({ count: done, accepted, refused: done - accepted, slowest, failures });
  mkdirSync(join(folder, 'src'));
  for (const name of ['prepare', 'train', 'evaluate']) writeFileSync(join(folder, 'src', `${name}.py`), '');
  try {
    while (done < count) {
      const edited = mutant(seed * SEEDS + done);
      const before = process.cpuUsage();
      const problem = complaint(edited, folder);
      const { user, system } = process.cpuUsage(before);
      const seconds = (user + system) / 1e6;
      slowest = Math.max(slowest, seconds);
      done++;
      if (problem === undefined) accepted++;
      const why = problem?.why ?? (seconds > MOST_SECONDS ? `took ${seconds.toFixed(1)} s` : undefined);
      if (why !== undefined) failures.push({ why, mutant: edited });
      see(report());
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return report();
}

/** `undefined` when the definition is accepted; `why` when it is not refused as it should be. */
function complaint({ name, text, lock }: Mutant, folder: string): { readonly why?: string } | undefined {
  const [file, lockFile] = [join(folder, name), join(folder, 'mlops.lock.json')];
  writeFileSync(file, text);
  if (lock === undefined) rmSync(lockFile, { force: true });
  else writeFileSync(lockFile, lock);
  try {
    check(file);
    return undefined;
  } catch (error) {
    if (!MlopsError.isMlopsError(error)) return { why: error instanceof Error ? error.stack ?? error.message : String(error) };
    const lost = error.problems.find(problem => !PLACED.test(problem));
    // What stands for a value that is wrong is nothing that anybody wrote.
    const strange = error.problems.find(problem => /\$\{Token\[TOKEN/.test(problem));
    return { why: lost !== undefined ? `has no place: ${lost}` : strange && `speaks of a token: ${strange}` };
  }
}
