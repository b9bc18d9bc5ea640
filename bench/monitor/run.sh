#!/bin/sh
# The benchmark of the monitor, in the environment of its tests. Arguments are those of bench.py.
set -e
cd "$(dirname "$0")"
../../test/programs/install.sh
exec ../../test/programs/.venv/bin/python -B bench.py "$@"
