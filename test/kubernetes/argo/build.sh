#!/usr/bin/env bash
# Builds the linter of Argo Workflows from its Go module, once for each version, and prints where it is: four CPU minutes, 75 MB.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# The newest that the proxy of Go modules has; it knows the same workflows as the releases that people run.
version=v4.0.5
module=github.com/argoproj/argo-workflows/v4
programs=${XDG_CACHE_HOME:-$HOME/.cache}/mlops-constructs/test-argo
program=$programs/argo-$version-$(cat "$here/main.go" "$0" | sha256sum | cut -c 1-8)
if [ ! -x "$program" ]; then
  command -v go > /dev/null || { echo 'Go is needed once, to build the linter from its module' >&2; exit 1; }
  mkdir -p "$programs"
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  cd "$folder"
  source=$(go mod download -json "$module@$version" | node -p 'JSON.parse(require("fs").readFileSync(0)).Dir')
  # What upstream has chosen: its requirements, its replacements, its sums.
  {
    echo 'module argo'
    grep -E '^go ' "$source/go.mod"
    echo "require $module $version"
    awk '/^require \(/{block=1} block{print} /^\)/{block=0}' "$source/go.mod"
    awk '/^replace \(/{block=1} block{print} /^\)/{block=0} /^replace [^(]/{print}' "$source/go.mod"
  } > go.mod
  install -m 644 "$source/go.sum" go.sum
  cp "$here/main.go" main.go
  go build -mod=mod -trimpath -ldflags '-s -w' -o "$folder/program" .
  mv "$folder/program" "$program"
fi
echo "$program"
