/**
 * A file that DVC, Git LFS or Git reads from the repository.
 */
export interface VersionFile {
  /** Where it stands, from the root of the repository. */
  readonly path: string;

  /** What it holds. */
  readonly content: string;
}
