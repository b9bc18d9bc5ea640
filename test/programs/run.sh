#!/bin/sh
# Tests of one program: `run.sh monitor`, then arguments of pytest. Each program is a process of its own, as in the cloud.
set -e
cd "$(dirname "$0")"
./install.sh
program=$1
shift
cd "$program"
exec ../.venv/bin/pytest -q -W ignore -p no:cacheprovider -p no:anyio "$@"
