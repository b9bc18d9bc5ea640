/** A text as one word of the shell; words that are safe stay as they are. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** A text in which DVC puts nothing in place of anything. */
export function dvcText(text: string): string {
  return text.replaceAll('${', () => '\\${');
}
