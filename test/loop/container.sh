#!/bin/sh
# Runs a command where /opt/ml and /tmp belong to this container alone: `container.sh <root> <project> <command…>`, within
# namespaces of its own. Programs and packages are those of the machine.
set -e
root=$1 project=$2
shift 2
mkdir -p "$root/opt/ml" "$root/tmp"
mount -t tmpfs container /opt
mkdir /opt/ml
mount --bind "$root/opt/ml" /opt/ml
# The project may itself be below /tmp.
case "$project" in
  /tmp/*)
    mkdir -p "$root$project"
    mount --bind "$project" "$root$project"
    ;;
esac
mount --rbind "$root/tmp" /tmp
cd /
exec "$@"
