#!/bin/sh
# Pins every package that the programs install, with its hashes, from their requirements.in; `--upgrade` takes newer ones than those of
# now. `PROGRAMS` names another folder than lib/programs.
set -e
cd "${PROGRAMS:-$(dirname "$0")/../lib/programs}"
tool=$(mktemp -d)
trap 'rm -rf "$tool"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$tool" uv==0.13.9

# For which oldest Python, from what to what, and what comes as source only. All else is a wheel: to build it would take tools that nobody
# has pinned. For pip the later of the two lines wins.
lock() {
  "$tool/bin/uv" pip compile --quiet --universal --python-version "$1" --generate-hashes --no-annotate --no-header --only-binary :all: \
    ${4:+--no-binary "$4"} "$2" --output-file "$3" $upgrade
  { printf '# From %s by `npm run lock:programs`.\n--only-binary :all:\n%s\n' "${2##*/}" "${4:+--no-binary $4}"; cat "$3"; } >"$tool/lock"
  cp "$tool/lock" "$3"
}

upgrade=$1
lock 3.10 monitor/requirements.in monitor/requirements.txt
lock 3.9 explain/requirements.in explain/requirements.txt lime
lock 3.9 explain/build-requirements.in explain/build-requirements.txt
