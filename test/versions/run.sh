#!/usr/bin/env bash
# DVC and Git LFS for real, against the policies and the server that the library makes. Installs DVC, an emulator and the AWS CLI beside this
# file, and Git LFS from Debian into the cache of the user, where there is none.
set -euo pipefail
cd "$(dirname "$0")"
here=$PWD
for name in dvc tools; do
  wanted=$(cksum < "requirements-$name.txt")
  [ "$(cat ".venv/$name/installed" 2>/dev/null)" = "$wanted" ] && continue
  [ -x ".venv/$name/bin/pip" ] || "${PYTHON:-python3}" -m venv ".venv/$name"
  ".venv/$name/bin/pip" install -q --disable-pip-version-check -r "requirements-$name.txt"
  echo "$wanted" > ".venv/$name/installed"
done

if command -v git-lfs > /dev/null; then
  lfs=$(dirname "$(command -v git-lfs)")
else
  cache=${XDG_CACHE_HOME:-$HOME/.cache}/mlops-constructs/git-lfs
  lfs=$cache/usr/bin
  if [ ! -x "$lfs/git-lfs" ]; then
    mkdir -p "$cache"
    (cd "$cache" && { apt-get download -q git-lfs || { apt-get update -q && apt-get download -q git-lfs; }; } && dpkg -x git-lfs_*.deb .) > /dev/null 2>&1
  fi
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
read -r store server < <(node -e '
  const servers = [0, 0].map(() => require("node:net").createServer().listen(0, "127.0.0.1"));
  setTimeout(() => { console.log(...servers.map(one => one.address().port)); servers.forEach(one => one.close()); }, 100);')
cd ../..
export CDK_VALIDATION=false TS_NODE_PREFER_TS_EXTS=true TS_NODE_PROJECT=test/tsconfig.json
node --require ts-node/register/transpile-only test/versions/write-system.ts "$folder" "http://127.0.0.1:$server"
"$here/.venv/tools/bin/python" "$here/prove_versions.py" "$folder" "$here/.venv/dvc/bin" "$lfs" "$store" "$server"
