/** Why something that policy checks find stays as it is. */
export interface Acknowledgement {
  /** Which resources, for people. */
  readonly where: string;
  readonly reason: string;
}
