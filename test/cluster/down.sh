#!/usr/bin/env bash
# Ends what up.sh has started in a folder, and nothing else.
set -uo pipefail
for name in kserve apiserver etcd; do
  [ -f "$1/$name.pid" ] || continue
  pid=$(cat "$1/$name.pid")
  kill "$pid" 2> /dev/null
  for _ in $(seq 100); do kill -0 "$pid" 2> /dev/null || break; sleep 0.1; done
  kill -9 "$pid" 2> /dev/null
  rm "$1/$name.pid"
done
exit 0
