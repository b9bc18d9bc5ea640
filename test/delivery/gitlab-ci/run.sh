# The part of test/delivery/run.sh about GitLab CI; it is read by that, and knows its functions.
gitlab=$here/.venv/gitlab
[ -x "$gitlab/node_modules/.bin/gitlab-ci-local" ] || npm install --silent --no-save --ignore-scripts --prefix "$gitlab" gitlab-ci-local@4.61.1
if ! command -v rsync > /dev/null && [ ! -x "$gitlab/bin/rsync" ]; then
  mkdir -p "$gitlab/bin" "$gitlab/debian"
  (cd "$gitlab/debian" && apt-get download rsync libpopt0 && for package in *.deb; do dpkg -x "$package" .; done)
  printf '#!/bin/sh\nLD_LIBRARY_PATH=$(echo %q/usr/lib/*) exec %q "$@"\n' "$gitlab/debian" "$gitlab/debian/usr/bin/rsync" > "$gitlab/bin/rsync"
  chmod +x "$gitlab/bin/rsync"
fi

# A clean clone of a project whose files are those of a folder.
clone() {
  rm -rf "$folder/clone" && mkdir "$folder/clone"
  cp -r "$1/." "$folder/clone"
  git -C "$folder/clone" init --quiet --initial-branch "$(sed -n 's/.*CI_COMMIT_BRANCH == "\([^"]*\)".*/\1/p' "$1/.gitlab-ci.yml" | head -n 1)"
  git -C "$folder/clone" add --all
  git -C "$folder/clone" -c user.name=test -c user.email=test@acme.example commit --quiet --message 'all files'
  git -C "$folder/clone" remote add origin https://gitlab.com/acme/ml/bank.git
  git -C "$folder/clone" update-ref refs/remotes/origin/main HEAD
}
# Reads the pipeline as GitLab does, started by somebody, and does something with it. The home is an empty one: a shell whose input is a
# socket reads the settings of its user.
pipeline() {
  (cd "$folder/clone" && HOME="$folder" PATH="$folder/fakes:$gitlab/bin:$PATH" "$gitlab/node_modules/.bin/gitlab-ci-local" \
    --force-shell-executor --shell-executor-no-image --variable CI_PIPELINE_SOURCE=web "$@")
}
listed() { clone "$1" && pipeline --list > "$folder/found" && grep -q "$2" "$folder/found"; }
# Each step is a subshell on purpose, so that its variables end with it; jq has dollars of its own; one environment is a list, too.
scripts() {
  rm -rf "$folder/scripts" && mkdir "$folder/scripts"
  node -e '
    const { parseAllDocuments } = require("yaml");
    const { readFileSync, writeFileSync } = require("node:fs");
    const [file, to] = process.argv.slice(1);
    const jobs = Object.entries(parseAllDocuments(readFileSync(file, "utf8"))[1].toJS()).filter(([, { script }]) => script !== undefined);
    for (const [name, { script }] of jobs) writeFileSync(`${to}/${name.replace(/\W+/g, "-")}.sh`, script.join("\n"));
    if (jobs.length === 0) process.exit(1);
  ' "$1/.gitlab-ci.yml" "$folder/scripts"
  "$here/.venv/bin/shellcheck" --shell bash --exclude SC2016,SC2030,SC2031,SC2043 "$folder"/scripts/*.sh "$1"/.gitlab/*.sh
}
for system in "$folder"/gitlab-ci/*/; do
  result "gitlab-ci-local on $(basename "$system")" listed "$system" '^build '
  result "shellcheck on the scripts of $(basename "$system")" scripts "$system"
done

# Plants a fault: what of it is found, and the edit.
refuses() {
  local what=$1 edit=$2
  rm -rf "$folder/planted" && cp -r "$folder/gitlab-ci/released" "$folder/planted"
  sed -i -E "$edit" "$folder/planted/.gitlab-ci.yml"
  ! cmp -s "$folder/gitlab-ci/released/.gitlab-ci.yml" "$folder/planted/.gitlab-ci.yml" || { echo 'the edit changes nothing'; return 1; }
  clone "$folder/planted"
  ! pipeline --list > "$folder/found" 2>&1 || { echo 'nothing was found'; return 1; }
  grep -q -- "$what" "$folder/found" || { cat "$folder/found"; return 1; }
}
result 'gitlab-ci-local refuses a need of a job that is not there' refuses 'risk: test' 's/job: "risk: review"/job: "risk: test"/'
result 'gitlab-ci-local refuses a key that is not there' refuses 'resource_groups' 's/resource_group:/resource_groups:/'
result 'gitlab-ci-local refuses a moment that is not there' refuses 'when' 's/when: manual/when: manually/'
result 'gitlab-ci-local refuses a stage that is not there' refuses 'train' '/^  - train$/d'
result 'gitlab-ci-local refuses a token for nobody' refuses 'id_tokens' 's/aud: .*/for: aws/'
planted_word() {
  rm -rf "$folder/planted" && cp -r "$folder/gitlab-ci/released" "$folder/planted"
  sed -i 's/releasable "$VERSION"/releasable $VERSION/' "$folder/planted/.gitlab-ci.yml"
  ! scripts "$folder/planted" > "$folder/found" 2>&1 && grep -q SC2086 "$folder/found"
}
result 'shellcheck finds a word that a value can break' planted_word

# Runs jobs of a release in a clean clone. Commands of the repository are short ones here, and AWS says what is put into its mouth.
version=arn:aws:sagemaker:eu-west-1:111111111111:model-package/bank-dev-risk/7
mkdir "$folder/fakes"
cat > "$folder/fakes/aws" <<'FAKE'
#!/usr/bin/env bash
case "$1 $2" in
  'sts assume-role-with-web-identity')
    file=$(sed -E 's#.*file://([^ ]+).*#\1#' <<< "$*")
    [ "$(cat "$file")" = 'a token' ] && [ "$(stat --format %a "$file")" = 600 ] && printf 'KEY\tSECRET\tSESSION\n' ;;
  'sagemaker describe-model-package')
    [ "$AWS_ACCESS_KEY_ID $AWS_SECRET_ACCESS_KEY $AWS_SESSION_TOKEN $AWS_REGION" = 'KEY SECRET SESSION eu-west-1' ] || exit 1
    printf '{"ModelApprovalStatus":"%s","LastModifiedBy":{"IamIdentity":{"Arn":"arn:aws:iam::111111111111:role/people"}}}' "$STATUS" ;;
  'sagemaker describe-pipeline') echo '{"RoleArn":"arn:aws:iam::111111111111:role/trains","PipelineDefinition":"{}"}' ;;
  *) exit 1 ;;
esac
FAKE
chmod +x "$folder/fakes/aws"
runs() {
  local version=$1 status=$2 test=$3
  rm -rf "$folder/planted" && cp -r "$folder/gitlab-ci/released" "$folder/planted"
  sed -i -E "s#default: none#default: risk#; s#default: \"\"#default: $version#; s#^      (npm ci)#      echo installed > installed#" "$folder/planted/.gitlab-ci.yml"
  sed -i -E "s#^      pip install.*#      $test#; s#^      npx --no -- cdk synth#      mkdir cdk.out; mv installed cdk.out/manifest.json#" "$folder/planted/.gitlab-ci.yml"
  clone "$folder/planted"
  pipeline --needs --variable "TOKEN_TO_READ_DEV=a token" --variable "STATUS=$status" 'risk release: verify'
}
fails_with() { ! "${@:2}" > "$folder/found" 2>&1 && grep -q -- "$1" "$folder/found" || { cat "$folder/found"; return 1; }; }
result 'a clean clone is tested and its templates are kept, and an approved version passes' runs "$version" Approved true
result 'the templates are those that the job has written' grep -q installed "$folder/clone/cdk.out/manifest.json"
result 'a version that is not approved does not pass' fails_with 'error: the version is not approved' runs "$version" PendingManualApproval true
result 'a version of another model does not pass' fails_with 'error: the version is not one of bank-dev-risk' runs "${version/risk/scores}" Approved true
result 'what fails a test goes no further' fails_with 'FAIL.*build' runs "$version" Approved false
