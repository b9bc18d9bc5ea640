#!/usr/bin/env bash
# Holds what delivers against what reads it, and looks whether that finds what is planted. GitHub Actions: actionlint (syntax, expressions,
# inputs of actions, commands by shellcheck) and zizmor (security). GitLab CI: gitlab-ci-local (its schema, rules, needs), which also runs
# jobs, and shellcheck. Azure Pipelines: the schema of its service, and shellcheck. Google Cloud Build:
# its message types and schema, and shellcheck. Jenkins: the Groovy that it has, and the schema of its declarative model. Needs Go, to build
# actionlint, Java and Maven, and rsync or a Debian to fetch it from.
set -euo pipefail
cd "$(dirname "$0")/../.."
here=$PWD/test/delivery
python=${PYTHON:-python3}
[ -x "$here/.venv/bin/zizmor" ] || { "$python" -m venv "$here/.venv" && "$here/.venv/bin/pip" install --quiet --requirement "$here/requirements.txt"; }
[ -x "$here/.venv/bin/actionlint" ] || GOBIN=$here/.venv/bin go install github.com/rhysd/actionlint/cmd/actionlint@v1.7.12

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
TS_NODE_PREFER_TS_EXTS=true npx ts-node --transpile-only --project test/tsconfig.json "$here/emit.ts" "$folder"

lint() { "$here/.venv/bin/actionlint" -no-color -shellcheck "$here/.venv/bin/shellcheck" "$1"/.github/workflows/*.yml; }
# Pedantic: also what is only a habit, but for limits of jobs that change nothing, and for reasons of a right that only reads.
audit() { "$here/.venv/bin/zizmor" --offline --no-progress --color never --persona pedantic --config "$here/zizmor.yml" "$1"; }

passed=0 failed=0
result() { if "${@:2}" > "$folder/log" 2>&1; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAILED: $1"; cat "$folder/log"; fi; }

for system in "$folder"/github-actions/*/; do
  result "actionlint on $(basename "$system")" lint "$system"
  result "zizmor on $(basename "$system")" audit "$system"
done

# Plants a fault: what finds it, in which file, what of it, and the edit.
finds() {
  local validator=$1 file=$2 what=$3 edit=$4 copy=$folder/planted
  rm -rf "$copy" && cp -r "$folder/github-actions/released" "$copy"
  sed -i -E "$edit" "$copy/.github/workflows/$file"
  ! cmp -s "$folder/github-actions/released/.github/workflows/$file" "$copy/.github/workflows/$file" || { echo "the edit changes nothing"; return 1; }
  ! "$validator" "$copy" > "$folder/found" 2>&1 || { echo "nothing was found"; return 1; }
  grep -q -- "$what" "$folder/found" || { cat "$folder/found"; return 1; }
}
release=bank-risk-release.yml
result 'actionlint finds a need of a job that is not there' finds lint $release 'does not exist' 's/- to-dev/- to-test/'
result 'actionlint finds an event that is not there' finds lint $release 'unknown Webhook event' 's/workflow_dispatch/workflow_dispatched/'
result 'actionlint finds a right that is not there' finds lint $release 'unknown permission scope' 's/id-token: write/id_token: write/'
result 'actionlint finds an input that is not there' finds lint $release 'is not defined' 's/inputs\.version/inputs.vers/'
result 'shellcheck finds a word that a value can break' finds lint $release 'SC2086' 's/"\$VERSION" \|\| fail/$VERSION || fail/;s/releasable "\$VERSION"/releasable $VERSION/'
result 'zizmor finds a value within a command' finds audit $release 'template-injection' 's/npm ci/echo \${{ inputs.version }}/'
result 'zizmor finds an action at a tag' finds audit $release 'unpinned-uses' 's/checkout@[0-9a-f]{40}/checkout@v6/'
result 'zizmor finds rights of every job' finds audit $release 'excessive-permissions' 's/^permissions: \{\}/permissions: write-all/'
result 'zizmor finds a token that a checkout leaves behind' finds audit $release 'artipacked' 's/persist-credentials: false/fetch-depth: 1/'

# shellcheck source=test/delivery/gitlab-ci/run.sh
source "$here/gitlab-ci/run.sh"
# shellcheck source=test/delivery/azure-pipelines/run.sh
source "$here/azure-pipelines/run.sh"
# shellcheck source=test/delivery/cloud-build/run.sh
source "$here/cloud-build/run.sh"
# shellcheck source=test/delivery/jenkins/run.sh
source "$here/jenkins/run.sh"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
