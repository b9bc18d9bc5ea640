import { visible } from './unseen-characters';

/** So many problems are read before the first of them are mended; the rest would push them out of sight. */
const MOST_LINES = 50;
const LONGEST_LINE = 1000;

/** Something that the user can mend. The message says where, what, and how; a stack trace would say nothing more. */
export class MlopsError extends Error {
  public static isMlopsError(error: unknown): error is MlopsError {
    return error instanceof Error && error.name === 'MlopsError';
  }

  /**
   * Several problems in one error. Its message shows the first of them, and says how many more there are.
   *
   * @param heading without the colon
   */
  public static ofMany(code: string, heading: string, problems: readonly string[]): MlopsError {
    const more = problems.length - MOST_LINES;
    const shown = problems.slice(0, MOST_LINES).map(text => visible(text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE)}…` : text));
    return new MlopsError(code, [
      `${heading}:`, ...shown.map(text => `  ${text}`), ...more > 0 ? [`  … and ${more} more; mend these first`] : [],
    ].join('\n'), problems);
  }

  /**
   * @param code stable, for tests and tools, for example `InvalidDefinition`
   * @param problems all of them, each with its place
   */
  constructor(public readonly code: string, message: string, public readonly problems: readonly string[] = [message]) {
    super(message);
    this.name = 'MlopsError';
  }
}
