#!/usr/bin/env bash
# Runs the rules of every server in Prometheus' own engine: they are right, ring when they should and at no other time, and the graphs of the
# dashboards have their lines. Then looks whether promtool finds what is planted. Needs Go once, to build promtool.
set -euo pipefail
cd "$(dirname "$0")/../../.."
here=$PWD/test/kubernetes/prometheus
promtool=$("$here/promtool.sh")

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
TS_NODE_PREFER_TS_EXTS=true npx ts-node --transpile-only --project test/tsconfig.json "$here/emit.ts" "$folder"

passed=0 failed=0
result() { if "${@:2}" > "$folder/log" 2>&1; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAILED: $1"; cat "$folder/log"; fi; }

shopt -s nullglob
for server in "$folder"/*/; do
  name=$(basename "$server")
  result "the rules of $name" "$promtool" check rules --lint=all --lint-fatal "$server"/*.rules.yaml
  for test in "$server"/*.test.yaml; do
    result "$name: $(sed -n 's/^ *- name: //p' "$test")" "$promtool" test rules "$test"
  done
done

# Plants a fault into the rules of MLServer: which scenario no longer holds, and the edit.
finds() {
  local scenario=$1 edit=$2 copy=$folder/planted test rules
  test=$(grep -lE -- "- name: $scenario\$" "$folder"/mlserver/*.test.yaml) rules=${test%.test.yaml}.rules.yaml
  rm -rf "$copy" && mkdir "$copy" && cp "$test" "$copy"
  sed -E "$edit" "$rules" > "$copy/$(basename "$rules")"
  ! cmp -s "$rules" "$copy/$(basename "$rules")" || { echo 'the edit changes nothing'; return 1; }
  ! "$promtool" test rules "$copy/$(basename "$test")" || { echo 'nothing was found'; return 1; }
}
result 'a test finds a bound that is never reached' finds 'a request of ten fails' 's/> 0\.05/> 0.5/'
result 'a test finds a metric that is not there' finds 'a request of ten fails' 's/rest_server_requests_total/rest_server_request_total/'
result 'a test finds probes among the requests' finds 'a request of ten fails' 's/path=~"\.\+\/infer",?//'
result 'a test finds an alert on quiet nights' finds 'a few of a few fail' 's/ and .* >= 10$//; s/>= 10/>= 0/'
result 'a test finds what is not there counted as nothing' finds 'a promise without a series of failures' 's/ unless on \(\) \(max\(kube[^<]*< 1\)//; s/\} == 1/} == 2/'
result 'a test finds expressions that do not parse' finds 'all is well' 's/expr: (max|absent)/expr: (\1/'

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
