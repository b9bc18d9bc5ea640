/**
 * What steps run, as lines of a shell. They take everything from variables, never from the text of the workflow, and what they say
 * never holds a value that came from outside of the definition.
 */
import { ShellWords } from './shell-words';

/** What reads and deploys templates, in one exact version: jobs with rights run no code of the repository, nor what its lock file names. */
export const CDK_CLI = 'aws-cdk@2.1148.1';

/** The parameter of a stack that takes the version of a model. */
const VERSION_PARAMETER = 'ModelPackageArn';

/** An exact version, whose package has no install script to run. */
const CDK = `npx --yes --ignore-scripts ${CDK_CLI}`;

/** Deploys $STACKS, which are paths without blanks; one that takes a version gets $VERSION. */
export const deployScript = ({ fail }: ShellWords): string[] => [
  fail,
  'for stack in $STACKS; do',
  '  template=$(jq -er --arg path "$stack" \\',
  '    \'.artifacts[] | select(.type == "aws:cloudformation:stack" and .displayName == $path).properties.templateFile\' cdk.out/manifest.json)',
  '  parameters=()',
  `  if jq -e '.Parameters.${VERSION_PARAMETER}' "cdk.out/$template" > /dev/null; then`,
  '    [ -n "${VERSION:-}" ] || fail "$stack takes a version, and this run has none: pin one in mlops.lock.json, or release one"',
  `    parameters=(--parameters "${VERSION_PARAMETER}=$VERSION")`,
  '  fi',
  `  ${CDK} deploy --app cdk.out --exclusively --require-approval never --progress events "\${parameters[@]}" "$stack"`,
  'done',
];

/** Writes what would change in $STACKS. It makes no change set, which would need more than reading. */
export const reviewScript = ({ summary }: ShellWords): string[] => [
  'read -ra stacks <<< "$STACKS"',
  `${CDK} diff --app cdk.out --method=template --no-color --exclusively "\${stacks[@]}" > changes.txt 2>&1 || { cat changes.txt; exit 1; }`,
  'cat changes.txt',
  `{ printf '## What changes in %s\\n\\n\`\`\`\\n' "$ENVIRONMENT"; head -c 100000 changes.txt; printf '\\n\`\`\`\\n'; } >> ${summary}`,
];

/** Compares the templates of a change with those of the branch that it goes to. The same definition is the same templates. */
export const compareScript = ({ summary }: ShellWords): string[] => [
  'diff --recursive --unified=5 --exclude=\'asset.*\' --exclude=manifest.json --exclude=tree.json --exclude=\'*.assets.json\' \\',
  '  base/cdk.out cdk.out > changes.diff || true',
  'cat changes.diff',
  `{ printf '## What changes in the templates\\n\\n\`\`\`diff\\n'; head -c 100000 changes.diff; printf '\\n\`\`\`\\n'; } >> ${summary}`,
];

/** Starts $PIPELINE and does not wait for it. Trying a run again finds the same training. */
export const startTrainingScript = ({ runToken }: ShellWords): string[] => [
  runToken,
  'aws sagemaker start-pipeline-execution --pipeline-name "$PIPELINE" --client-request-token "$token" --query PipelineExecutionArn --output text',
];

/** Whether $1 belongs to $GROUP and is approved, where people approve not by what trains. SageMaker says who changed a version last. */
const RELEASABLE = [
  'identity() { sed -E \'s#^arn:[^:]*:(iam|sts)::([0-9]{12}):(assumed-role/([^/]+)/.*|role/(.*/)?([^/]+))$#\\2/\\4\\6#\'; }',
  'releasable() {',
  '  local found approver trains',
  '  [[ "$1" =~ ^arn:aws[a-z-]*:sagemaker:$AWS_REGION:$ACCOUNT:model-package/$GROUP/[0-9]{1,9}$ ]] \\',
  '    || { echo "the version is not one of $GROUP"; return 1; }',
  '  found=$(aws sagemaker describe-model-package --model-package-name "$1" --output json) || return 1',
  '  [ "$(jq -r .ModelApprovalStatus <<< "$found")" = Approved ] || { echo "the version is not approved"; return 1; }',
  '  [ "$APPROVAL" = manual ] || return 0',
  '  approver=$(jq -r \'(.LastModifiedBy // .CreatedBy // {}) | .IamIdentity.Arn // .UserProfileArn // empty\' <<< "$found")',
  '  [ -n "$approver" ] || { echo "SageMaker does not say who has approved the version; approve it again"; return 1; }',
  '  trains=$(aws sagemaker describe-pipeline --pipeline-name "$PIPELINE" --output json \\',
  '    | jq -r \'.RoleArn, (.PipelineDefinition | scan("arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9_+=,.@/-]+"))\') || return 1',
  '  if identity <<< "$trains" | grep -Fxq -- "$(identity <<< "$approver")"; then',
  '    echo "the version was approved by a role that trains the model; a person has to approve it instead"; return 1',
  '  fi',
  '}',
];

/** Lets only a $VERSION pass that may be released. */
export const verifyScript = ({ fail }: ShellWords): string[] => [
  fail, ...RELEASABLE,
  'why=$(releasable "$VERSION") || fail "$why"',
];

/** Starts the release of the newest version that may be released, when there is one. */
export const startReleaseScript = (start: readonly string[]): string[] => [
  ...RELEASABLE,
  'versions=$(aws sagemaker list-model-packages --model-package-group-name "$GROUP_NAME" --model-approval-status Approved \\',
  '  --sort-by CreationTime --sort-order Descending --max-items 20 --output json | jq -r \'.ModelPackageSummaryList[]?.ModelPackageArn\')',
  'for version in $versions; do',
  '  if releasable "$version"; then',
  ...start.map(line => `    ${line}`),
  '    exit 0',
  '  fi',
  'done',
  'echo "no version is approved yet; the first approval starts the release"',
];

/** Whether $ENDPOINT is in service. CloudFormation can report success although SageMaker has gone back to the old version. */
export const inServiceScript = ({ fail }: ShellWords): string[] => [
  fail,
  'aws sagemaker wait endpoint-in-service --endpoint-name "$ENDPOINT"',
  'if [ -n "${VERSION:-}" ]; then',
  '  configuration=$(aws sagemaker describe-endpoint --endpoint-name "$ENDPOINT" --query EndpointConfigName --output text)',
  '  models=$(aws sagemaker describe-endpoint-config --endpoint-config-name "$configuration" --output json \\',
  '    | jq -r \'.ProductionVariants[]?.ModelName // empty\')',
  '  served=$(for model in $models; do',
  '    aws sagemaker describe-model --model-name "$model" --output json \\',
  '      | jq -r \'.PrimaryContainer.ModelPackageName // empty, (.Containers[]?.ModelPackageName // empty)\'',
  '  done)',
  '  grep -Fxq -- "$VERSION" <<< "$served" || fail "$ENDPOINT does not serve the version that was deployed"',
  'fi',
];

/**
 * Sends $BODY to $ENDPOINT, signed by curl, which measures the answer alone. The first answer may load the model: when it is late, one
 * more is asked for instead.
 */
export const REQUESTS = [
  'curl_with_keys() {',
  '  printf \'user = "%s:%s"\\nheader = "x-amz-security-token: %s"\\n\' "$AWS_ACCESS_KEY_ID" "$AWS_SECRET_ACCESS_KEY" "$AWS_SESSION_TOKEN" \\',
  '    | curl --silent --show-error --config - --aws-sigv4 "aws:amz:$AWS_REGION:sagemaker" --max-time 65 "$@"',
  '}',
  'printf \'%s\' "$BODY" > body',
  'latencies=()',
  'for ((sent = 0; ${#latencies[@]} < REQUESTS; sent++)); do',
  '  read -r status seconds type < <(curl_with_keys --header "content-type: $CONTENT_TYPE" --header "accept: $ACCEPT" --data-binary @body \\',
  '    --output answer --write-out \'%{http_code} %{time_total} %{content_type}\\n\' "$URL") || true',
  '  [ "$status" = 200 ] || fail "$ENDPOINT answers with status $status"',
  '  [ -s answer ] || fail "$ENDPOINT gives an empty answer"',
  '  type=$(tr \'[:upper:]\' \'[:lower:]\' <<< "${type%%;*}" | tr -d \' \')',
  '  [ "$ACCEPT" = \'*/*\' ] || [ "$type" = "$ACCEPT" ] || fail "$ENDPOINT does not answer with $ACCEPT"',
  '  case "$type" in',
  '    *json | *jsonlines | *jsonl) jq empty answer || fail "$ENDPOINT does not answer with the JSON that it says" ;;',
  '    text/csv)',
  '      if grep -Eiq \'(^|,)[[:space:]]*(nan)?[[:space:]]*(,|$)\' answer; then fail "$ENDPOINT answers with a field that is no number"; fi ;;',
  '  esac',
  '  ms=$(awk -v s="$seconds" \'BEGIN { printf "%d", s * 1000 }\')',
  '  if [ "$sent" -gt 0 ] || [ "$ms" -le "$MAX_MS" ]; then latencies+=("$ms"); fi',
  'done',
  'sorted=$(printf \'%s\\n\' "${latencies[@]}" | sort -n)',
  'slowest=$(tail -n 1 <<< "$sorted")',
  'median=$(sed -n "$(((REQUESTS + 1) / 2))p" <<< "$sorted")',
  'echo "slowest answer: $slowest ms, allowed are $MAX_MS; median: $median ms, allowed are $MEDIAN_MS"',
  '[ "$slowest" -le "$MAX_MS" ] || fail "the slowest answer took $slowest ms, allowed are $MAX_MS"',
  '[ "$median" -le "$MEDIAN_MS" ] || fail "the median answer took $median ms, allowed are $MEDIAN_MS"',
];

/** Whether none of $ALARMS rings. */
export const QUIET = [
  'read -ra alarms <<< "$ALARMS"',
  'ringing=$(aws cloudwatch describe-alarms --alarm-names "${alarms[@]}" \\',
  '  --alarm-types MetricAlarm CompositeAlarm --state-value ALARM --output json \\',
  '  | jq -r \'[.MetricAlarms[]?, .CompositeAlarms[]?] | map(.AlarmName) | join(", ")\')',
  '[ -z "$ringing" ] || fail "in alarm: $ringing"',
];
