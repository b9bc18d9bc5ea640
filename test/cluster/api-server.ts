import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { join } from 'node:path';
import { JsonObject, Manifest } from './manifest';

/** What the server has answered. */
export interface Answer {
  readonly status: number;
  readonly body: JsonObject;
  /** What it lets pass, but not without a word. */
  readonly warnings: readonly string[];
}

interface Resource { readonly kind: string; readonly name: string; readonly namespaced: boolean }

interface CustomResourceSpec {
  readonly group: string;
  readonly names: { readonly kind: string };
  readonly versions: readonly { readonly name: string; readonly served: boolean }[];
}

/** As whom manifests are applied, as a tool of GitOps has a name. */
const MANAGER = 'gitops';

/** A running API server, of which `up.sh` has written into a folder where it is and who may enter. */
export class ApiServer {
  private readonly url: string;
  private readonly token: string;
  private readonly agent: Agent;
  private readonly resources = new Map<string, Promise<readonly Resource[]>>();

  constructor(folder: string) {
    const [url, token, ca] = ['url', 'token', 'certificates/apiserver.crt'].map(file => readFileSync(join(folder, file), 'utf8').trim());
    this.url = url!;
    this.token = token!;
    this.agent = new Agent({ ca, keepAlive: true });
  }

  /** Applies as `kubectl apply --server-side` does, but without a pardon for fields that the server does not know. */
  public async apply(manifest: Manifest): Promise<Answer> {
    const path = `${await this.pathOf(manifest)}?fieldManager=${MANAGER}&force=false&fieldValidation=Strict`;
    return this.call('PATCH', path, JSON.stringify(manifest), 'application/apply-patch+yaml');
  }

  public async read(manifest: Manifest): Promise<Answer> {
    return this.call('GET', await this.pathOf(manifest));
  }

  /** What is there of a kind in a namespace, with a label. */
  public async list(of: Manifest, label: string): Promise<readonly Manifest[]> {
    const path = (await this.pathOf(of)).replace(/\/[^/]*$/, '');
    const { body } = await this.call('GET', `${path}?labelSelector=${encodeURIComponent(label)}`);
    return (body.items as unknown as Manifest[] | undefined ?? []).map(item => ({ ...item, apiVersion: of.apiVersion, kind: of.kind }));
  }

  /** Creates it, as nobody has; nothing is kept when it is a trial. */
  public async create(manifest: Manifest, { isTrial }: { readonly isTrial: boolean }): Promise<Answer> {
    const path = (await this.pathOf(manifest)).replace(/\/[^/]*$/, '');
    return this.call('POST', `${path}?fieldValidation=Strict${isTrial ? '&dryRun=All' : ''}`, JSON.stringify(manifest), 'application/json');
  }

  /** Installs a custom resource as its YAML is, and waits until it can be used. */
  public async install(name: string, yaml: string): Promise<void> {
    const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}`;
    const { status, body } = await this.call('PATCH', `${path}?fieldManager=${MANAGER}&force=true`, yaml, 'application/apply-patch+yaml');
    if (status >= 300) throw new Error(`the custom resource ${name} was refused: ${String(body.message)}`);
    await until(`${name} is established`, async () => JSON.stringify((await this.call('GET', path)).body.status ?? {}).includes('"Established"'));
    const { group, names: { kind }, versions } = body.spec as unknown as CustomResourceSpec;
    for (const version of versions.filter(({ served }) => served)) {
      await until(`${name} is offered`, async () => (await this.offered(`${group}/${version.name}`)).some(one => one.kind === kind));
    }
  }

  /** Where an object of its kind and name is. */
  private async pathOf({ apiVersion, kind, metadata: { name, namespace } }: Manifest): Promise<string> {
    if (!this.resources.has(apiVersion)) this.resources.set(apiVersion, this.offered(apiVersion));
    const resource = (await this.resources.get(apiVersion)!).find(one => one.kind === kind && !one.name.includes('/'));
    if (!resource) throw new Error(`the server has no ${kind} in ${apiVersion}: is its custom resource installed?`);
    return [root(apiVersion), ...resource.namespaced ? [`namespaces/${namespace ?? 'default'}`] : [], resource.name, name].join('/');
  }

  private async offered(apiVersion: string): Promise<readonly Resource[]> {
    const { status, body } = await this.call('GET', root(apiVersion));
    return status === 200 ? body.resources as unknown as Resource[] : [];
  }

  private call(method: string, path: string, text?: string, type?: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${this.token}`, ...type !== undefined && { 'content-type': type } };
      const sent = request(`${this.url}${path}`, { method, headers, agent: this.agent }, response => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part)).on('error', reject).on('end', () => {
          const warnings = [response.headers.warning ?? []].flat().flatMap(header => header.split(/, (?=299 )/));
          resolve({ status: response.statusCode!, body: parsed(Buffer.concat(parts).toString('utf8')), warnings });
        });
      });
      sent.on('error', reject).end(text);
    });
  }
}

/** A path that is not there yet is answered with a sentence. */
function parsed(text: string): JsonObject {
  return text.startsWith('{') ? JSON.parse(text) as JsonObject : { message: text };
}

function root(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

/** Waits until something is so; after two minutes it is an error. */
export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 120_000;
  while (!await isSo()) {
    if (Date.now() > end) throw new Error(`after two minutes it is still not so that ${what}`);
    await new Promise(resolve => setTimeout(resolve, 200));
  }
}
