#!/bin/sh
# Makes the virtual environment of these tests, .venv in this folder, anew when the pinned packages have changed.
set -e
cd "$(dirname "$0")"
wanted=$(cat requirements.txt ../../lib/programs/*/requirements.txt | cksum)
if [ "$(cat .venv/installed 2>/dev/null)" != "$wanted" ]; then
  [ -x .venv/bin/pip ] || "${PYTHON:-python3}" -m venv .venv
  .venv/bin/pip install -q --disable-pip-version-check -r requirements.txt
  echo "$wanted" > .venv/installed
fi
