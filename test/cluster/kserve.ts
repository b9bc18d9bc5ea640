import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { ApiServer, until } from './api-server';
import { JsonObject, Manifest } from './manifest';

const NAMESPACE = 'kserve';

/**
 * Starts KServe's own manager beside the server: its webhooks complete and judge InferenceServices, its controllers make deployments of them.
 * `down.sh` ends it with the server.
 */
export async function startKserve(server: ApiServer, folder: string): Promise<void> {
  const built = process.env.KSERVE;
  if (built === undefined) throw new Error('there is no KServe: begin with `npm run test:cluster`');
  if (existsSync(join(folder, 'kserve.pid'))) return;
  await server.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
  await server.apply(configuration(built));
  const certificate = shareCertificate(folder);
  const [webhooks = 0, metrics = 0, health = 0] = await freePorts(3);
  const log = openSync(join(folder, 'kserve.log'), 'w');
  const manager = spawn(join(built, 'program'), [
    `--webhook-port=${webhooks}`, `--metrics-addr=127.0.0.1:${metrics}`, `--health-probe-addr=127.0.0.1:${health}`, '--leader-elect=false',
  ], {
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...process.env, TMPDIR: folder, KUBECONFIG: join(folder, 'kubeconfig'), POD_NAMESPACE: NAMESPACE },
  });
  writeFileSync(join(folder, 'kserve.pid'), `${manager.pid}`);
  manager.unref();
  await until('KServe is ready', () => isReady(health));
  for (const configured of webhookConfigurations(built, webhooks, certificate)) {
    const { status, body } = await server.apply(configured);
    if (status >= 300) throw new Error(`a webhook of KServe was refused: ${String(body.message)}`);
  }
}

/** The manager is at the address of the API server, so the certificate of that one serves: put where it looks, and given back. */
function shareCertificate(folder: string): string {
  const certificates = join(folder, 'k8s-webhook-server', 'serving-certs');
  mkdirSync(certificates, { recursive: true });
  for (const ending of ['crt', 'key']) copyFileSync(join(folder, 'certificates', `apiserver.${ending}`), join(certificates, `tls.${ending}`));
  return readFileSync(join(certificates, 'tls.crt')).toString('base64');
}

/** As it is delivered, but without what serves clients from outside, for which more operators would have to be there. */
function configuration(built: string): Manifest {
  const delivered = parse(readFileSync(join(built, 'configuration.yaml'), 'utf8')) as Manifest & { readonly data: Readonly<Record<string, string>> };
  const ingress = { ...JSON.parse(delivered.data.ingress!) as JsonObject, disableIngressCreation: true, disableIstioVirtualHost: true };
  const changes = { ingress, deploy: { defaultDeploymentMode: 'Standard' } };
  const texts = Object.entries(changes).map(([key, value]) => [key, JSON.stringify(value)]);
  return { ...delivered, data: { ...delivered.data, ...Object.fromEntries(texts) as object } };
}

interface Webhook extends JsonObject { readonly clientConfig: { readonly service: { readonly path: string } } }

/** As they are delivered, at the port where they are here. */
function webhookConfigurations(built: string, port: number, certificate: string): Manifest[] {
  return parseAllDocuments(readFileSync(join(built, 'webhooks.yaml'), 'utf8')).map(document => {
    const { metadata: { name }, webhooks, ...rest } = document.toJS() as Manifest & { readonly webhooks: readonly Webhook[] };
    const here = webhooks.map(webhook => ({
      ...webhook, clientConfig: { url: `https://127.0.0.1:${port}${webhook.clientConfig.service.path}`, caBundle: certificate },
    }));
    return { ...rest, metadata: { name }, webhooks: here } as Manifest;
  });
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map(server => new Promise(resolve => server.on('listening', resolve))));
  const ports = servers.map(server => (server.address() as AddressInfo).port);
  await Promise.all(servers.map(server => new Promise(resolve => server.close(resolve))));
  return ports;
}

function isReady(port: number): Promise<boolean> {
  return new Promise(resolve => get(`http://127.0.0.1:${port}/readyz`, response => {
    response.resume();
    resolve(response.statusCode === 200);
  }).on('error', () => resolve(false)));
}
