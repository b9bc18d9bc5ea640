import { ShellWords } from '../shell-words';

/** What builds of Google Cloud Build say to their shell. */
export const GOOGLE_WORDS: ShellWords = {
  fail: 'fail() { printf \'error: %s\\n\' "$1" >&2; exit 1; }',
  summary: 'changes.md',
  runToken: 'token=cloudbuild-run-$RUN',
  release: ({ name }) => ({
    variables: { RUN_TOKEN: { value: 'run-token' }, TOPIC: releaseTopic(name) },
    run: [
      'message=$(jq --null-input --arg version "$version" \'{ messages: [{ data: ({ version: $version } | tojson | @base64) }] }\')',
      'printf \'header = "authorization: Bearer %s"\\n\' "$RUN_TOKEN" | curl --silent --show-error --fail --output /dev/null --config - \\',
      '  --header \'content-type: application/json\' --data "$message" \\',
      '  "https://pubsub.googleapis.com/v1/projects/$PROJECT_ID/topics/$TOPIC:publish"',
    ],
  }),
};

/** The topic whose messages release a version of a model. */
export function releaseTopic(name: string): string {
  return `${name}-release`;
}
