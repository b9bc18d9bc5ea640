#!/bin/sh
# The whole loop of the example against emulators. Its emulators are in .venv of this folder, its programs run in that of the programs.
set -e
cd "$(dirname "$0")"
../programs/install.sh
wanted=$(cksum < requirements.txt)
if [ "$(cat .venv/installed 2>/dev/null)" != "$wanted" ]; then
  [ -x .venv/bin/pip ] || "${PYTHON:-python3}" -m venv .venv
  .venv/bin/pip install -q --disable-pip-version-check -r requirements.txt
  echo "$wanted" > .venv/installed
fi
exec ../programs/.venv/bin/pytest -q -W ignore -p no:cacheprovider "$@"
