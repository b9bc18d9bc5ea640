#!/usr/bin/env bash
# Applies every manifest to a real API server: see README.md.
set -euo pipefail
cd "$(dirname "$0")/../.."
CLUSTER=$(mktemp -d) KSERVE=$(test/cluster/build.sh kserve)
export CLUSTER KSERVE
trap 'test/cluster/down.sh "$CLUSTER"; rm -rf "$CLUSTER"' EXIT
test/cluster/up.sh "$CLUSTER"
npx jest --ci --runInBand --testMatch '<rootDir>/test/cluster/*.clustertest.ts' "$@" && status=0 || status=$?
if [ -f "$CLUSTER/added" ]; then echo 'What the server has added to what was sent:'; cat "$CLUSTER/added"; fi
exit "$status"
