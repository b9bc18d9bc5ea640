/** The first line of every file: who finds it knows where its content comes from, and the command that it may be written over. */
export const WRITTEN_BY = '# Written by `npx mlops versioning` from the definition; change that, and run it again.';
