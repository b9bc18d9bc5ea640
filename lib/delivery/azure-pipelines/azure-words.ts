import { ShellWords } from '../shell-words';

/** What jobs of Azure Pipelines say to their shell. */
export const AZURE_WORDS: ShellWords = {
  fail: 'fail() { printf \'##vso[task.logissue type=error]%s\\n\' "$1"; exit 1; }',
  summary: '"$AGENT_TEMPDIRECTORY/changes.md"',
  runToken: 'token=$(printf \'azure-run-%040d\' "$BUILD_BUILDID")',
  release: ({ name }) => ({
    variables: { PIPELINE_NAME: `${name}-release`, RUN_TOKEN: { value: 'run-token' } },
    run: [
      'api=$SYSTEM_COLLECTIONURI$SYSTEM_TEAMPROJECTID/_apis',
      'call() {',
      '  printf \'header = "authorization: Bearer %s"\\n\' "$RUN_TOKEN" | curl --silent --show-error --fail --config - "$@"',
      '}',
      'pipeline=$(call "$api/build/definitions?name=$PIPELINE_NAME&api-version=7.1" | jq -er \'.value[0].id\')',
      'body=$(jq --null-input --arg ref "$BUILD_SOURCEBRANCH" --arg version "$version" \\',
      '  \'{ resources: { repositories: { self: { refName: $ref } } }, templateParameters: { version: $version } }\')',
      'call --output /dev/null --header \'content-type: application/json\' --data "$body" "$api/pipelines/$pipeline/runs?api-version=7.1"',
    ],
  }),
};
