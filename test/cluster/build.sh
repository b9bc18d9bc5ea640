#!/usr/bin/env bash
# Builds Kubernetes' control plane from its Go modules, once for each version, and prints where it is: ten minutes on two cores, 120 MB.
set -euo pipefail
cd "$(dirname "$0")/control-plane"
version=v1.34.4
programs=${XDG_CACHE_HOME:-$HOME/.cache}/mlops-constructs/test-cluster
program=$programs/kubernetes-$version-$(cat main.go write-go-mod.mjs ../build.sh | sha256sum | cut -c 1-8)
if [ ! -x "$program" ]; then
  command -v go > /dev/null || { echo 'Go is needed once, to build the control plane from its modules' >&2; exit 1; }
  mkdir -p "$programs"
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  source=$(cd "$folder" && go mod download -json "k8s.io/kubernetes@$version" | node -p 'JSON.parse(require("fs").readFileSync(0)).Dir')
  cp main.go "$folder"
  install -m 644 "$source/go.sum" "$folder/go.sum"
  node write-go-mod.mjs "$source/go.mod" "$version" "$folder/go.mod"
  minor=${version#v1.}
  stamp=k8s.io/component-base/version
  # -mod=mod: sums of the released parts are added to Kubernetes' own; the checksum database vouches for them.
  (cd "$folder" && go build -mod=mod -trimpath -o "$folder/program" -ldflags "-s -w \
    -X $stamp.gitVersion=$version -X $stamp.gitMajor=1 -X $stamp.gitMinor=${minor%%.*} -X $stamp.gitTreeState=clean")
  mv "$folder/program" "$program"
fi
echo "$program"
