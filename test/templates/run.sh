#!/usr/bin/env bash
# Holds the templates of generated systems against cfn-lint: `npm run test:templates 500` tries 500 systems, `SEED=2` others.
set -euo pipefail
cd "$(dirname "$0")/../.."
here=test/templates
python=${PYTHON:-python3}
[ -x "$here/.venv/bin/cfn-lint" ] || { "$python" -m venv "$here/.venv" && "$here/.venv/bin/pip" install --quiet --requirement "$here/requirements.txt"; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
TS_NODE_PREFER_TS_EXTS=true npx ts-node --transpile-only --project test/tsconfig.json "$here/templates.ts" "$folder" "${1:-10}" "${SEED:-1}"
# Many systems share a template; each is looked at once.
find "$folder" -name '*.template.json' -print0 | xargs -0 sha256sum | sort | awk '!seen[$1]++ { print $2 }' > "$folder/distinct"
echo "$(wc -l < "$folder/distinct") different templates"
xargs "$here/.venv/bin/cfn-lint" --config-file "$here/cfnlintrc.yaml" --format parseable -- < "$folder/distinct"
