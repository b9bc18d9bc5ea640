# The part of test/delivery/run.sh about Google Cloud Build; it is read by that, and knows its functions.
google_types() { "$here/.venv/bin/python" "$here/cloud-build/validate.py" "$1"/.cloudbuild/*.yaml "$1"/.cloudbuild/triggers/*.yaml; }
# The builds of triggers are held against the schema as if each had a file.
google_schema() {
  rm -rf "$folder/builds" && mkdir "$folder/builds"
  node -e '
    const { parse, stringify } = require("yaml");
    const { readFileSync, writeFileSync } = require("node:fs");
    const { basename } = require("node:path");
    const [to, ...files] = process.argv.slice(1);
    const builds = files.flatMap(file => { const { build } = parse(readFileSync(file, "utf8")); return build === undefined ? [] : [[file, build]]; });
    for (const [file, build] of builds) writeFileSync(`${to}/${basename(file)}`, stringify(build));
    if (builds.length === 0) process.exit(1);
  ' "$folder/builds" "$1"/.cloudbuild/triggers/*.yaml
  "$here/.venv/bin/check-jsonschema" --builtin-schema vendor.cloudbuild "$1"/.cloudbuild/*.yaml "$folder"/builds/*.yaml
}
# Each step is a subshell on purpose, so that its variables end with it; jq has dollars of its own; one environment is a list, too.
google_scripts() {
  rm -rf "$folder/scripts" && mkdir "$folder/scripts"
  node -e '
    const { parse } = require("yaml");
    const { readFileSync, writeFileSync } = require("node:fs");
    const { basename } = require("node:path");
    const [to, ...files] = process.argv.slice(1);
    for (const file of files) {
      const content = parse(readFileSync(file, "utf8"));
      for (const { id, script } of (content.build ?? content).steps ?? []) writeFileSync(`${to}/${basename(file, ".yaml")}-${id}.sh`, script);
    }
  ' "$folder/scripts" "$1"/.cloudbuild/*.yaml "$1"/.cloudbuild/triggers/*.yaml
  "$here/.venv/bin/shellcheck" --exclude SC2016,SC2030,SC2031,SC2043 "$folder"/scripts/*.sh "$1"/.cloudbuild/*.sh
}
for system in "$folder"/cloud-build/*/; do
  result "the types of Cloud Build on $(basename "$system")" google_types "$system"
  result "the schema of Cloud Build on $(basename "$system")" google_schema "$system"
  result "shellcheck on the scripts of $(basename "$system"), of Cloud Build" google_scripts "$system"
done

# Plants a fault: what finds it, in which file, what of it, and the edit.
google_refuses() {
  local validator=$1 file=.cloudbuild/$2 what=$3 edit=$4
  rm -rf "$folder/planted" && cp -r "$folder/cloud-build/released" "$folder/planted"
  sed -i -E "$edit" "$folder/planted/$file"
  ! cmp -s "$folder/cloud-build/released/$file" "$folder/planted/$file" || { echo 'the edit changes nothing'; return 1; }
  ! "$validator" "$folder/planted" > "$folder/found" 2>&1 || { echo 'nothing was found'; return 1; }
  grep -q -- "$what" "$folder/found" || { cat "$folder/found"; return 1; }
}
promotion=triggers/bank-risk-release-to-prod.yaml
result 'the types of Cloud Build refuse a field that is not there' google_refuses google_types $promotion approvalRequires 's/approvalRequired/approvalRequires/'
result 'the types of Cloud Build refuse an event that is not there' google_refuses google_types $promotion topics 's/^  topic:/  topics:/'
result 'the types of Cloud Build refuse a log that goes nowhere' google_refuses google_types $promotion 'LOGGING_ONLY' 's/CLOUD_LOGGING_ONLY/LOGGING_ONLY/'
result 'the types of Cloud Build refuse a pull request that is not one' google_refuses google_types triggers/bank-pull-request.yaml pullRequests 's/pullRequest:/pullRequests:/'
result 'the schema of Cloud Build refuses a step that is none' google_refuses google_schema bank-build.yaml scripts 's/script:/scripts:/'
result 'the schema of Cloud Build refuses an option that is not there' google_refuses google_schema $promotion "'log'" 's/logging:/log:/'

# Runs the steps of builds in a clean folder each, with what Google and AWS say in the mouths of fakes.
mkdir -p "$folder/google-fakes"
cat > "$folder/google-fakes/curl" <<'FAKE'
#!/usr/bin/env bash
case "$*" in
  */identity\?audience=bank-dev-cloudbuild-read) echo 'a token' ;;
  */default/token) echo '{"access_token":"access"}' ;;
  *storage.googleapis.com/acme-risk-bank-delivery/run-1/templates.tar.gz) grep -qx 'header = "authorization: Bearer access"' && cat "$KEPT" ;;
  *) exit 22 ;;
esac
FAKE
chmod +x "$folder/google-fakes/curl"
google_steps() {
  rm -rf "$2" && mkdir "$2"
  node -e '
    const { parse } = require("yaml");
    const [file, only] = process.argv.slice(1);
    const content = parse(require("node:fs").readFileSync(file, "utf8"));
    const steps = (content.build ?? content).steps.filter(({ id }) => only === "" || id === only);
    process.stdout.write(steps.map(({ script }) => `(\n${script})\n`).join(""));
  ' "$folder/planted/.cloudbuild/$1" "${3:-}" > "$folder/steps.sh"
  (cd "$2" && HOME=$folder PATH=$folder/google-fakes:$folder/fakes:$PATH KEPT=$folder/run/templates.tar.gz BUILD_ID=7 RUN=run-1 bash -euo pipefail "$folder/steps.sh")
}
google_runs() {
  local version=$1 status=$2 test=$3
  rm -rf "$folder/planted" && cp -r "$folder/cloud-build/released" "$folder/planted"
  short_commands "$test" "$folder/planted/.cloudbuild/bank-build.yaml"
  google_steps bank-build.yaml "$folder/run" && RELEASED_VERSION=$version STATUS=$status google_steps triggers/bank-risk-release-verify.yaml "$folder/next"
}
google_hands_over() { google_steps triggers/bank-risk-release-to-dev.yaml "$folder/next" templates && same_templates "$folder/next"; }
result 'builds of Cloud Build test a clean clone, and let an approved version pass' google_runs "$version" Approved true
result 'the templates of Cloud Build are those of GitLab, byte by byte' same_templates "$folder/run"
result 'the next build of Cloud Build has the same templates' google_hands_over
result 'a version that is not approved does not pass on Cloud Build' fails_with 'error: the version is not approved' google_runs "$version" PendingManualApproval true
result 'what fails a test goes no further on Cloud Build' fails_with tested google_runs "$version" Approved 'echo tested; false'
