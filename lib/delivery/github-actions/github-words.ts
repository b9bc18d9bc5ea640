import { ShellWords } from '../shell-words';

/** What jobs of GitHub Actions say to their shell. */
export const GITHUB_WORDS: ShellWords = {
  fail: 'fail() { printf \'::error::%s\\n\' "$1"; exit 1; }',
  summary: '"$GITHUB_STEP_SUMMARY"',
  runToken: 'token=$(printf \'github-run-%040d\' "$GITHUB_RUN_ID")',
  release: ({ name }) => ({
    variables: { GH_TOKEN: { value: 'run-token' }, WORKFLOW: `${name}-release.yml` },
    run: ['gh workflow run "$WORKFLOW" --repo "$GITHUB_REPOSITORY" --ref "$GITHUB_REF_NAME" --field "version=$version"'],
  }),
};
