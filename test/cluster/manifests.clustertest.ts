import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { ApiServer, until } from './api-server';
import { clusterFor, defineNamespace, environments } from './cluster';
import { JsonObject, Manifest, titleOf } from './manifest';
import { podsOf, runsSomething } from './pods';
import { compare } from './stored';

/**
 * Everything that is written for clusters, applied to a real API server as a tool of GitOps does it:
 *
 *     npm run test:cluster
 */
const all = environments();
const added = new Map<string, Set<string>>();
let server: ApiServer;

beforeAll(async () => {
  server = await clusterFor(all.flatMap(({ waves }) => waves.flatMap(({ manifests }) => manifests)));
}, 600_000);

afterAll(() => {
  const lines = [...added].sort().map(([kind, paths]) => `  ${kind}: ${[...paths].sort().join(', ')}\n`);
  if (process.env.CLUSTER !== undefined) writeFileSync(join(process.env.CLUSTER, 'added'), lines.join(''));
});

test('there is something to apply', () => {
  expect(all.length).toBeGreaterThan(1);
});

describe.each(all)('$name', ({ waves }) => {
  const manifests = waves.flatMap(wave => wave.manifests);
  const findings: string[] = [];
  const kept: { readonly manifest: Manifest; readonly body: JsonObject }[] = [];

  beforeAll(async () => {
    const namespaces = new Set<string>();
    for (const manifest of manifests) {
      const { namespace } = manifest.metadata;
      if (namespace !== undefined && !namespaces.has(namespace)) await defineNamespace(server, namespace);
      if (namespace !== undefined) namespaces.add(namespace);
      const { status, body, warnings } = await server.apply(manifest);
      if (status < 300) kept.push({ manifest, body });
      else findings.push(`${titleOf(manifest)} was refused: ${String(body.message)}`);
      findings.push(...warnings.map(warning => `${titleOf(manifest)}: ${warning}`));
    }
  }, 600_000);

  test('is accepted, wave after wave, without a warning', () => {
    expect(findings).toEqual([]);
    expect(kept).toHaveLength(manifests.length);
  });

  test('is kept as it was sent', async () => {
    const changes: string[] = [];
    for (const { manifest } of kept) {
      const comparison = compare(manifest, (await server.read(manifest)).body);
      changes.push(...comparison.changed.map(change => `${titleOf(manifest)}${change}`));
      const ofKind = added.get(manifest.kind) ?? new Set();
      for (const path of comparison.added) ofKind.add(path.replace(/\[\d+\]/g, '[]'));
      if (ofKind.size > 0) added.set(manifest.kind, ofKind);
    }
    expect(changes).toEqual([]);
  });

  test('is unchanged when it is applied again', async () => {
    const changes: string[] = [];
    for (const { manifest, body } of kept) {
      const again = await server.apply(manifest);
      if (again.status >= 300 || !isDeepStrictEqual(asked(again.body), asked(body))) changes.push(`${titleOf(manifest)}: ${String(again.body.message)}`);
    }
    expect(changes).toEqual([]);
  });

  test('leads to pods that a restricted namespace lets in', async () => {
    const refused: string[] = [];
    for (const manifest of manifests) {
      const runs = manifest.kind === 'InferenceService' ? await deploymentOf(manifest) : manifest;
      const pods = podsOf(runs);
      if (runsSomething(runs) && pods.length === 0) refused.push(`${titleOf(runs)} runs a program, but where its pods are is not known here`);
      for (const { metadata, spec } of pods) {
        const { labels, annotations } = metadata ?? {};
        const { namespace } = manifest.metadata;
        const pod: Manifest = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'trial', namespace, labels, annotations }, spec };
        const { status, body, warnings } = await server.create(pod, { isTrial: true });
        if (status >= 300) refused.push(`${titleOf(runs)}: ${String(body.message)}`);
        refused.push(...warnings.map(warning => `${titleOf(runs)}: ${warning}`));
      }
    }
    expect(refused).toEqual([]);
  });
});

/**
 * What somebody has asked for: neither a status nor who wrote what is part of it. The version of an object is not looked at: that of a claim
 * rises with the same content.
 */
function asked({ metadata, status, ...rest }: JsonObject): JsonObject {
  const { annotations, generation, labels } = metadata as JsonObject;
  return { ...rest, metadata: { annotations, generation, labels } as JsonObject };
}

/** What KServe's controllers have made of a service. */
async function deploymentOf({ metadata: { name, namespace } }: Manifest): Promise<Manifest> {
  const any: Manifest = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'any', namespace } };
  let made: readonly Manifest[] = [];
  await until(`KServe has made a deployment of ${name}`, async () => {
    made = await server.list(any, `serving.kserve.io/inferenceservice=${name}`);
    return made.length > 0;
  });
  return made[0]!;
}
