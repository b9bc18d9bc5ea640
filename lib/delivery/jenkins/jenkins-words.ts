import { ShellWords } from '../shell-words';

/** Where a job leaves the version whose release is to start: only steps of Jenkins start a build without a key. */
export const NEWEST_VERSION = 'version';

/** The variable that holds the name of the file with what changes: each job of a build has its own. */
export const CHANGES = 'CHANGES';

/** What jobs of Jenkins say to their shell. */
export const JENKINS_WORDS: ShellWords = {
  fail: 'fail() { printf \'error: %s\\n\' "$1" >&2; exit 1; }',
  summary: `"$${CHANGES}"`,
  runToken: 'token=jenkins-run-$(printf \'%s\' "$BUILD_URL" | sha256sum | cut --characters=1-64)',
  release: () => ({ variables: {}, run: [`printf '%s' "$version" > ${NEWEST_VERSION}`] }),
};
