/** Something that the user can mend. The message says where, what, and how; a stack trace would say nothing more. */
export class MlopsError extends Error {
  public static isMlopsError(error: unknown): error is MlopsError {
    return error instanceof Error && error.name === 'MlopsError';
  }

  /** @param code stable, for tests and tools, for example `InvalidDefinition` */
  constructor(public readonly code: string, message: string) {
    super(message);
    this.name = 'MlopsError';
  }
}
