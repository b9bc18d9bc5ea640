#!/usr/bin/env bash
# Tests the example's programs. Their packages go to .venv, beside the repository's package.json or else here.
set -euo pipefail
cd "$(dirname "$0")"

venv=$([ -f ../../package.json ] && echo ../../.venv || echo .venv)
[ -x "$venv/bin/python" ] || python3 -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --requirement requirements-local.txt
exec "$venv/bin/python" -m unittest -v test_local
