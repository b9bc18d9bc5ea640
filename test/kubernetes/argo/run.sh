#!/usr/bin/env bash
# Holds emitted workflows against Argo's own linter, and their conditions against what its controller makes of them.
set -euo pipefail
cd "$(dirname "$0")"
program=$(./build.sh)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
TS_NODE_PREFER_TS_EXTS=true TS_NODE_PROJECT=../../tsconfig.json node --require ts-node/register/transpile-only prove-workflows.ts "$program" "$folder"
