import { Variables } from './job';

/** A model whose release is started, and what its runs are called. */
export interface ReleasedModel {
  readonly model: string;
  readonly name: string;
}

/** What a system says to the shell of its jobs in its own way. */
export interface ShellWords {
  /** Defines `fail`, which says why a job ends. */
  readonly fail: string;
  /** Where people read what changes: a file, as the shell writes its name. */
  readonly summary: string;
  /** Sets `$token`, which is the same for each try of a run and has 32 to 128 signs. */
  readonly runToken: string;
  /** Starts the release of `$version`, and the variables that it needs. */
  release(of: ReleasedModel): { readonly variables: Variables; readonly run: readonly string[] };
}
