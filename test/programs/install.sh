#!/bin/sh
# Makes the virtual environment of these tests, .venv in this folder, anew when the pinned packages have changed.
set -e
cd "$(dirname "$0")"
programs=../../lib/programs
wanted=$(cat requirements.txt $programs/*/*requirements.txt | cksum)
if [ "$(cat .venv/installed 2>/dev/null)" != "$wanted" ]; then
  [ -x .venv/bin/pip ] || "${PYTHON:-python3}" -m venv .venv
  # One environment for all programs, so that their pins have to agree; what the tests add may change none of them.
  pip() { .venv/bin/pip "$@" -q --disable-pip-version-check; }
  pip install --require-hashes --no-deps -r $programs/explain/build-requirements.txt
  pip install --require-hashes --no-deps --no-build-isolation -r $programs/monitor/requirements.txt -r $programs/explain/requirements.txt
  pip install -r requirements.txt
  pip install --require-hashes --no-index --no-deps -r $programs/monitor/requirements.txt -r $programs/explain/requirements.txt
  echo "$wanted" > .venv/installed
fi
