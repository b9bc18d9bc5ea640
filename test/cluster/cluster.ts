import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiServer } from './api-server';
import { customResources } from './custom-resources';
import { startKserve } from './kserve';
import { Manifest } from './manifest';
import { AppliedEnvironment, writtenEnvironments } from './systems';

const RESTRICTED = { 'pod-security.kubernetes.io/enforce': 'restricted' };

/** Everything that is applied, as `mlops synth` writes it. */
export function environments(): AppliedEnvironment[] {
  const folder = mkdtempSync(join(tmpdir(), 'cluster-'));
  try {
    return writtenEnvironments(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The server that `run.sh` has started, with the custom resources of what will be applied. */
export async function clusterFor(manifests: readonly Manifest[]): Promise<ApiServer> {
  const folder = process.env.CLUSTER;
  if (folder === undefined) throw new Error('there is no cluster: begin with `npm run test:cluster`');
  const server = new ApiServer(folder);
  const groups = new Set(manifests.map(({ apiVersion }) => apiVersion.split('/')[0]!));
  for (const { name, yaml } of customResources(groups)) await server.install(name, yaml);
  await startKserve(server, folder);
  return server;
}

/** A namespace as the cluster's owner would have it: restricted, with the account that the controllers of a whole cluster would add. */
export async function defineNamespace(server: ApiServer, name: string): Promise<void> {
  const namespace: Manifest = { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: RESTRICTED } };
  if ((await server.read(namespace)).status === 404) await server.apply(namespace);
  await server.apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: name } });
}
