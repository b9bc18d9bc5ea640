# The part of test/delivery/run.sh about Azure Pipelines; it is read by that, and knows its functions.
azure_schema() { "$here/.venv/bin/python" "$here/azure-pipelines/validate.py" "$1"/.azure-pipelines/*.yml; }
# Each step is a subshell on purpose, so that its variables end with it; jq has dollars of its own; one environment is a list, too.
azure_scripts() {
  rm -rf "$folder/scripts" && mkdir "$folder/scripts"
  node -e '
    const { parse } = require("yaml");
    const { readFileSync, writeFileSync } = require("node:fs");
    const [to, ...files] = process.argv.slice(1);
    let count = 0;
    for (const file of files) {
      for (const { jobs: [{ steps, strategy }] } of parse(readFileSync(file, "utf8")).stages) {
        for (const { bash, inputs } of steps ?? strategy.runOnce.deploy.steps) {
          const lines = bash ?? inputs?.inlineScript;
          if (lines !== undefined) writeFileSync(`${to}/${count++}.sh`, lines);
        }
      }
    }
    if (count === 0) process.exit(1);
  ' "$folder/scripts" "$1"/.azure-pipelines/*.yml
  "$here/.venv/bin/shellcheck" --shell bash --exclude SC2016,SC2030,SC2031,SC2043,SC2154 "$folder"/scripts/*.sh "$1"/.azure-pipelines/*.sh
}
for system in "$folder"/azure-pipelines/*/; do
  result "the schema of Azure Pipelines on $(basename "$system")" azure_schema "$system"
  result "shellcheck on the scripts of $(basename "$system"), of Azure Pipelines" azure_scripts "$system"
done

# Plants a fault: what of it is found, and the edit.
azure_refuses() {
  local what=$1 edit=$2 file=.azure-pipelines/bank-risk-release.yml
  rm -rf "$folder/planted" && cp -r "$folder/azure-pipelines/released" "$folder/planted"
  sed -i -E "$edit" "$folder/planted/$file"
  ! cmp -s "$folder/azure-pipelines/released/$file" "$folder/planted/$file" || { echo 'the edit changes nothing'; return 1; }
  ! azure_schema "$folder/planted" > "$folder/found" 2>&1 || { echo 'nothing was found'; return 1; }
  grep -q -- "$what" "$folder/found" || { cat "$folder/found"; return 1; }
}
result 'the schema of Azure Pipelines refuses a key that is not there' azure_refuses lockBehaviour 's/lockBehavior:/lockBehaviour:/'
result 'the schema of Azure Pipelines refuses an order of runs that is not there' azure_refuses "'queue' does not match" 's/sequential/queue/'
result 'the schema of Azure Pipelines refuses a task that is not there' azure_refuses 'AzureCLI@22' 's/AzureCLI@2/AzureCLI@22/'
result 'the schema of Azure Pipelines refuses an input that a task has not' azure_refuses onTimeouts 's/onTimeout:/onTimeouts:/'
result 'the schema of Azure Pipelines refuses a strategy that is not there' azure_refuses runTwice 's/runOnce/runTwice/'
result 'the schema of Azure Pipelines refuses a name with a hyphen' azure_refuses 'verify-prod' 's/name: verify_prod/name: verify-prod/'

# Runs the commands of jobs in a clean clone, with short commands of the repository and what AWS says in the mouth of a fake, as GitLab's are.
azure_stage() {
  node -e '
    const { parse } = require("yaml");
    const [file, name] = process.argv.slice(1);
    const { jobs: [{ steps }] } = parse(require("node:fs").readFileSync(file, "utf8")).stages.find(({ stage }) => stage === name);
    const commands = steps.flatMap(({ bash, inputs }) => bash ?? inputs?.inlineScript ?? []);
    process.stdout.write(commands.join("\n"));
  ' "$folder/planted/.azure-pipelines/bank-risk-release.yml" "$1" > "$folder/stage.sh"
  (cd "$2" && HOME=$folder PATH=$folder/fakes:$PATH idToken='a token' BUILD_BUILDID=7 bash -euo pipefail "$folder/stage.sh")
}
azure_runs() {
  local version=$1 status=$2 test=$3
  rm -rf "$folder/planted" "$folder/run" && cp -r "$folder/azure-pipelines/released" "$folder/planted" && mkdir "$folder/run"
  short_commands "$test" "$folder/planted/.azure-pipelines/bank-risk-release.yml"
  azure_stage build "$folder/run" && RELEASED_VERSION=$version STATUS=$status azure_stage verify "$folder"
}
# Commands of a repository that leave the same templates on every system.
short_commands() {
  sed -i -E "s#^( +)npm ci\$#\1echo installed > installed#; s#^( +)pip install.*#\1$1#; s#^( +)npx --no -- cdk synth\$#\1mkdir cdk.out; mv installed cdk.out/manifest.json#" "${@:2}"
}
same_templates() { printf 'installed\n' | cmp - "$1/cdk.out/manifest.json"; }
result 'jobs of Azure Pipelines test a clean clone, and let an approved version pass' azure_runs "$version" Approved true
result 'the templates of Azure Pipelines are those of GitLab, byte by byte' same_templates "$folder/run"
result 'a version that is not approved does not pass on Azure Pipelines' fails_with 'error.the version is not approved' azure_runs "$version" PendingManualApproval true
result 'what fails a test goes no further on Azure Pipelines' fails_with tested azure_runs "$version" Approved 'echo tested; false'

# Runs the script that sets the project up, against a fake that says what is there.
mkdir -p "$folder/azure-fakes"
cat > "$folder/azure-fakes/az" <<'FAKE'
#!/usr/bin/env bash
printf '%s\n' "${*//$'\n'/ }" >> "$FAKE_LOG"
there() { [ -n "${IS_THERE:-}" ]; }
case "$*" in
  'account show'*) echo 11111111-2222-3333-4444-555555555555 ;;
  'devops project show'* | 'repos show'*) echo some-id ;;
  'pipelines list'* | 'devops service-endpoint list'* | 'ad app federated-credential list'*) if there; then echo 7; fi ;;
  'pipelines create'* | 'devops service-endpoint create'*) echo 7 ;;
  'repos policy list'*) if there; then echo '[{"settings":{"buildDefinitionId":7}},{"settings":{"minimumApproverCount":1}}]'; else echo '[]'; fi ;;
  *'method get'*checks*) if there; then echo '{"value":[{"id":5,"type":{"name":"ExclusiveLock"}},{"id":6,"type":{"name":"Task Check"}}]}'; else echo '{"value":[]}'; fi ;;
  *'method get'*environments*) if there; then echo '{"value":[{"id":3,"name":"bank-dev"},{"id":4,"name":"bank-prod"}]}'; else echo '{"value":[]}'; fi ;;
  *'method post'*environments*) echo '{"id":3}' ;;
  'devops service-endpoint show'*) printf '{"workloadIdentityFederationIssuer":"%s","workloadIdentityFederationSubject":"/eid1/x"}' "$ISSUER" ;;
esac
FAKE
chmod +x "$folder/azure-fakes/az"
azure_setup() {
  rm -f "$folder/az.log"
  IS_THERE=$1 ISSUER=$2 FAKE_LOG=$folder/az.log APPLICATION=a SUBSCRIPTION=s PATH=$folder/azure-fakes:$PATH \
    bash "$folder/azure-pipelines/released/.azure-pipelines/bank-setup.sh"
}
entra=https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0
makes_all() { azure_setup '' "$entra" | grep -qx '  bank-prod-azure-deploy: /eid1/x' && [ "$(grep -c 'service-endpoint create' "$folder/az.log")" -eq 6 ]; }
makes_nothing_again() { azure_setup yes "$entra" && ! grep -E ' create |method post' "$folder/az.log"; }
result 'the script of Azure Pipelines makes what is not there, and prints the subjects' makes_all
result 'the script of Azure Pipelines makes nothing again' makes_nothing_again
result 'the script of Azure Pipelines refuses tokens of another issuer' fails_with 'the definition of the system says' azure_setup yes https://vstoken.dev.azure.com/x
