import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { MlopsStacks } from '../../lib';
import { check } from '../../lib/cli/commands/check';
import { MlopsError } from '../../lib/private/errors';
import { Mutant } from '../definition/fuzz/mutants';

/** What became of the files of a system: what was said of them, in order; nothing when they are right. */
export interface Outcome {
  readonly check: readonly string[];
  readonly synth: readonly string[];
}

/** A folder with the scripts that generated definitions name, for the files of one system after the other. */
export class SystemFolder {
  public readonly path = mkdtempSync(join(tmpdir(), 'systems-'));

  constructor() {
    mkdirSync(join(this.path, 'src'));
    for (const script of ['prepare', 'train', 'evaluate']) writeFileSync(join(this.path, 'src', `${script}.py`), 'pass\n');
  }

  /** Writes the files; answers with the definition's. */
  public write({ name, text, lock }: Mutant): string {
    const lockFile = join(this.path, 'mlops.lock.json');
    if (lock === undefined) rmSync(lockFile, { force: true });
    else writeFileSync(lockFile, lock);
    writeFileSync(join(this.path, name), text);
    return join(this.path, name);
  }

  public remove(): void {
    rmSync(this.path, { recursive: true });
  }
}

// CloudFormation's own rules are other tests' matter, and take longer than all the rest.
process.env.CDK_VALIDATION = 'false';

/** Checks a system's files as `mlops check` does and makes templates of them as `cdk synth` does. Other errors than ours are thrown. */
export function outcomeOf(file: string, outdir: string): Outcome {
  return {
    check: problemsOf(() => check(file)),
    synth: problemsOf(() => {
      const app = new App({ outdir });
      MlopsStacks.fromFile(app, 'System', file);
      app.synth();
    }),
  };
}

function problemsOf(work: () => void): readonly string[] {
  try {
    work();
    return [];
  } catch (error) {
    // The error of the CDK holds the whole construct tree, which no report can show.
    if (!MlopsError.isMlopsError(error)) throw new Error((error as Error).stack);
    return error.problems;
  }
}
