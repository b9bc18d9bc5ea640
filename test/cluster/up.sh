#!/usr/bin/env bash
# Starts etcd and the API server on the loopback interface, on free ports. All they keep, and what clients need (url, token, certificate,
# kubeconfig), is in the folder that is given; `down.sh` ends them.
set -euo pipefail
folder=$(realpath "${1:?the folder to keep all in}")
program=$("$(dirname "$0")/build.sh" kubernetes)/program
mkdir -p "$folder/certificates"

read -r port client_port peer_port < <(node -e '
  const servers = [0, 1, 2].map(() => require("net").createServer().listen(0, "127.0.0.1"));
  setTimeout(() => { console.log(servers.map(server => server.address().port).join(" ")); servers.forEach(server => server.close()); }, 50);')
token=$(node -p 'require("crypto").randomBytes(16).toString("hex")')
node -p 'require("crypto").generateKeyPairSync("rsa", { modulusLength: 2048 })
  .privateKey.export({ type: "pkcs1", format: "pem" })' > "$folder/accounts.key"
echo "https://127.0.0.1:$port" > "$folder/url"
echo "$token" > "$folder/token"
echo "$token,admin,admin,system:masters" > "$folder/tokens.csv"
cat > "$folder/kubeconfig" <<YAML
apiVersion: v1
kind: Config
clusters: [{ name: test, cluster: { server: "https://127.0.0.1:$port", certificate-authority: "$folder/certificates/apiserver.crt" } }]
users: [{ name: admin, user: { token: "$token" } }]
contexts: [{ name: test, context: { cluster: test, user: admin } }]
current-context: test
YAML

# What is kept is thrown away afterwards, so nothing waits until it is on disk.
"$program" etcd --data-dir "$folder/etcd" --unsafe-no-fsync --log-level warn \
  --listen-client-urls "http://127.0.0.1:$client_port" --advertise-client-urls "http://127.0.0.1:$client_port" \
  --listen-peer-urls "http://127.0.0.1:$peer_port" --initial-advertise-peer-urls "http://127.0.0.1:$peer_port" \
  --initial-cluster "default=http://127.0.0.1:$peer_port" > "$folder/etcd.log" 2>&1 &
echo $! > "$folder/etcd.pid"

# Privileged containers are allowed, so that it is the Pod Security Standard that refuses them.
"$program" kube-apiserver --etcd-servers "http://127.0.0.1:$client_port" --cert-dir "$folder/certificates" --bind-address 127.0.0.1 \
  --advertise-address 127.0.0.1 --secure-port "$port" --service-cluster-ip-range 10.0.0.0/24 --endpoint-reconciler-type none \
  --authorization-mode RBAC --anonymous-auth=false --token-auth-file "$folder/tokens.csv" --allow-privileged=true \
  --service-account-key-file "$folder/accounts.key" --service-account-signing-key-file "$folder/accounts.key" \
  --service-account-issuer https://kubernetes.default.svc.cluster.local > "$folder/apiserver.log" 2>&1 &
echo $! > "$folder/apiserver.pid"

for _ in $(seq 600); do
  if curl --silent --fail --output /dev/null --cacert "$folder/certificates/apiserver.crt" --header "Authorization: Bearer $token" \
    "https://127.0.0.1:$port/readyz"; then exit 0; fi
  kill -0 "$(cat "$folder/apiserver.pid")" "$(cat "$folder/etcd.pid")" 2> /dev/null || break
  sleep 0.2
done
echo 'the API server has not become ready; its last words:' >&2
tail -n 5 "$folder/etcd.log" "$folder/apiserver.log" >&2
exit 1
