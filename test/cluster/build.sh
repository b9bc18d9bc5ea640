#!/usr/bin/env bash
# Builds a program of others from its Go modules, once for each version, and prints the folder that it is in: `build.sh kubernetes` (ten
# minutes on two cores, 120 MB) or `build.sh kserve` (four minutes, 80 MB).
set -euo pipefail
cd "$(dirname "$0")/programs"
case $1 in
  kubernetes) module=k8s.io/kubernetes version=v1.34.4 package=. files=() ;;
  kserve) module=github.com/kserve/kserve version=v0.20.0 package=$module/cmd/manager
    files=(config/webhook/manifests.yaml:webhooks.yaml config/configmap/inferenceservice.yaml:configuration.yaml) ;;
  *) echo "there is nothing called $1: take kubernetes or kserve" >&2; exit 2 ;;
esac
built=${XDG_CACHE_HOME:-$HOME/.cache}/mlops-constructs/test-cluster/$1-$version-$(cat ./* | sha256sum | cut -c 1-8)
if [ ! -d "$built" ]; then
  command -v go > /dev/null || { echo "Go is needed once, to build $1 from its modules" >&2; exit 1; }
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  mkdir "$folder/source" "$folder/programs"
  source=$(cd "$folder" && go mod download -json "$module@$version" | node -p 'JSON.parse(require("fs").readFileSync(0)).Dir')
  [ "$package" != . ] || cp "$1.go" "$folder/source/main.go"
  install -m 644 "$source/go.sum" "$folder/source/go.sum"
  node write-go-mod.mjs "$source/go.mod" "$module" "$version" "$folder/source/go.mod"
  minor=${version#v*.}
  stamp=k8s.io/component-base/version
  # -mod=mod: sums of parts that were released beside it are added to its own; the checksum database vouches for them.
  (cd "$folder/source" && go build -mod=mod -trimpath -o "$folder/built/program" -ldflags "-s -w \
    -X $stamp.gitVersion=$version -X $stamp.gitMajor=1 -X $stamp.gitMinor=${minor%%.*} -X $stamp.gitTreeState=clean" "$package")
  for file in "${files[@]}"; do install -m 644 "$source/${file%%:*}" "$folder/built/${file##*:}"; done
  mkdir -p "$(dirname "$built")"
  mv "$folder/programs" "$built"
fi
echo "$built"
