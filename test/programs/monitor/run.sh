#!/bin/sh
# Tests of the monitor program, in a virtual environment of its own (.venv in this folder, made once).
set -e
cd "$(dirname "$0")"
[ -x .venv/bin/pytest ] || { "${PYTHON:-python3}" -m venv .venv && .venv/bin/pip install -q -r requirements.txt; }
exec .venv/bin/pytest -q -W ignore -p no:cacheprovider "$@"
