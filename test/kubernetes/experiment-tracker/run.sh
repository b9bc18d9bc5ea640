#!/bin/sh
# Starts MLflow's real server as the manifests say, and records and reads runs: installs MLflow beside this file.
set -e
cd "$(dirname "$0")"
wanted=$(cksum < requirements.txt)
if [ "$(cat .venv/installed 2>/dev/null)" != "$wanted" ]; then
  [ -x .venv/bin/pip ] || "${PYTHON:-python3}" -m venv .venv
  .venv/bin/pip install -q --disable-pip-version-check -r requirements.txt
  echo "$wanted" > .venv/installed
fi
manifests=$(mktemp)
trap 'rm -f "$manifests"' EXIT
TS_NODE_PREFER_TS_EXTS=true TS_NODE_PROJECT=../../tsconfig.json node --require ts-node/register/transpile-only tracker-manifests.ts > "$manifests"
.venv/bin/python prove_tracker.py "$manifests"
