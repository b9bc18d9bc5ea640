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
