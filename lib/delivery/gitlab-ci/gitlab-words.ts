import { ShellWords } from '../shell-words';

/** What jobs of GitLab CI say to their shell. */
export const GITLAB_WORDS: ShellWords = {
  fail: 'fail() { printf \'error: %s\\n\' "$1" >&2; exit 1; }',
  summary: 'changes.md',
  runToken: 'token=$(printf \'gitlab-run-%040d\' "$CI_PIPELINE_ID")',
  release: ({ model }) => ({
    variables: { MODEL: model, RUN_TOKEN: { value: 'run-token' } },
    run: [
      'printf \'form = "token=%s"\\n\' "$RUN_TOKEN" | curl --silent --show-error --fail --output /dev/null --config - \\',
      '  --form "ref=$CI_COMMIT_BRANCH" --form "inputs[release]=$MODEL" --form "inputs[version]=$version" \\',
      '  "$CI_API_V4_URL/projects/$CI_PROJECT_ID/trigger/pipeline"',
    ],
  }),
};
