/**
 * A file that a system which delivers reads from the repository.
 */
export interface DeliveryFile {
  /** Where it stands, from the root of the repository. */
  readonly path: string;

  /** What it holds. */
  readonly content: string;
}
