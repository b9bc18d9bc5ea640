/**
 * The server of Git LFS: says what clients exchange with Amazon S3, looks whether it has arrived, and keeps locks. Who may only read is
 * refused what changes something.
 */
import { idOf, lock, lockOf, locks, unlock } from './logic/locks';
import { download, isLfsObject, sizeOf, upload } from './logic/objects';
import { log, logError } from '../../foundation/handlers/logic/log';

export interface HttpEvent {
  readonly rawPath: string;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
  readonly queryStringParameters?: { readonly [name: string]: string | undefined };
  readonly headers?: { readonly [name: string]: string | undefined };
  readonly requestContext: {
    readonly domainName: string;
    readonly http: { readonly method: string };
    readonly authorizer?: { readonly lambda?: { readonly name?: string; readonly may?: string } };
  };
}

export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

interface Request {
  readonly body: { readonly [key: string]: unknown };
  readonly query: { readonly [name: string]: string | undefined };
  readonly address: string;
  readonly name: string;
  readonly mayWrite: boolean;
  /** What the path names. */
  readonly id: string;
}

type Answer = readonly [status: number, body: object];

const MOST_OBJECTS = 1000;

/** What clients ask for, by method and path; a part in braces is any. */
const ROUTES: readonly (readonly [method: string, path: RegExp, answer: (request: Request) => Answer | Promise<Answer>])[] = [
  ['POST', /^\/objects\/batch$/, batch],
  ['POST', /^\/objects\/verify$/, verify],
  ['GET', /^\/locks$/, listLocks],
  ['POST', /^\/locks$/, takeLock],
  ['POST', /^\/locks\/verify$/, verifyLocks],
  ['POST', /^\/locks\/([0-9a-f]{32})\/unlock$/, giveLockBack],
];

export async function handler(event: HttpEvent): Promise<HttpAnswer> {
  const { authorizer, domainName, http: { method } } = event.requestContext;
  const { name = '', may } = authorizer?.lambda ?? {};
  const route = ROUTES.find(([ofMethod, path]) => ofMethod === method && path.test(event.rawPath));
  if (name === '' || may !== 'read' && may !== 'write') return rendered([403, { message: 'nobody says who asks' }]);
  if (route === undefined) return rendered([404, { message: 'there is nothing here' }]);
  const body = bodyOf(event);
  if (body === undefined) return rendered([422, { message: 'the body must be a JSON object' }]);
  try {
    const answer = await route[2]({
      body,
      query: event.queryStringParameters ?? {},
      address: `${event.headers?.['x-forwarded-proto'] ?? 'https'}://${domainName}`,
      name,
      mayWrite: may === 'write',
      id: route[1].exec(event.rawPath)![1] ?? '',
    });
    log('answered', { method, path: event.rawPath, status: answer[0], name });
    return rendered(answer);
  } catch (error) {
    logError('a request was not answered', error, { method, path: event.rawPath });
    return rendered([503, { message: 'a service that is needed does not answer; try again' }]);
  }
}

async function batch({ address, body, mayWrite }: Request): Promise<Answer> {
  const { hash_algo: algorithm = 'sha256', objects, operation, transfers = ['basic'] } = body;
  if (operation !== 'download' && operation !== 'upload') return [422, { message: 'the operation must be download or upload' }];
  if (algorithm !== 'sha256') return [409, { message: 'objects are named by SHA-256' }];
  if (!Array.isArray(transfers) || !transfers.includes('basic')) return [422, { message: 'the transfer must be basic' }];
  if (!Array.isArray(objects) || !objects.every(isLfsObject)) return [422, { message: 'objects must have an oid and a size' }];
  if (objects.length > MOST_OBJECTS) return [413, { message: `ask for ${MOST_OBJECTS} objects at most` }];
  if (operation === 'upload' && !mayWrite) return READ_ONLY;
  const answers = objects.map(object => operation === 'upload' ? upload(object, `${address}/objects/verify`) : download(object));
  return [200, { transfer: 'basic', hash_algo: 'sha256', objects: await Promise.all(answers) }];
}

async function verify({ body }: Request): Promise<Answer> {
  if (!isLfsObject(body)) return [422, { message: 'an object must have an oid and a size' }];
  const size = await sizeOf(body.oid);
  if (size === undefined) return [404, { message: 'there is no such object' }];
  return size === body.size ? [200, {}] : [422, { message: `the object has ${size} bytes` }];
}

async function takeLock({ body: { path }, mayWrite, name }: Request): Promise<Answer> {
  if (!mayWrite) return READ_ONLY;
  if (typeof path !== 'string' || path === '' || path.length > 1024) return [422, { message: 'the path must have 1 to 1024 characters' }];
  const { made, lock: found } = await lock(path, name);
  return made ? [201, { lock: found }] : [409, { lock: found, message: `${found.owner.name} has locked the file already` }];
}

async function listLocks({ query: { cursor, id, limit, path } }: Request): Promise<Answer> {
  const one = id ?? (path === undefined ? undefined : idOf(path));
  if (one !== undefined) {
    const found = await lockOf(one);
    return [200, { locks: found && (path === undefined || found.path === path) ? [found] : [] }];
  }
  const { locks: found, next } = await locks(cursor, numberIn(limit));
  return [200, { locks: found, next_cursor: next }];
}

async function verifyLocks({ body: { cursor, limit }, name }: Request): Promise<Answer> {
  const { locks: found, next } = await locks(typeof cursor === 'string' && cursor !== '' ? cursor : undefined, numberIn(limit));
  const isOurs = ({ owner }: { readonly owner: { readonly name: string } }) => owner.name === name;
  return [200, { ours: found.filter(isOurs), theirs: found.filter(one => !isOurs(one)), next_cursor: next }];
}

async function giveLockBack({ body: { force }, id, mayWrite, name }: Request): Promise<Answer> {
  if (!mayWrite) return READ_ONLY;
  const found = await lockOf(id);
  if (found === undefined) return [404, { message: 'there is no such lock' }];
  if (found.owner.name !== name && force !== true) {
    return [403, { message: `the lock is that of ${found.owner.name}; --force gives it back all the same` }];
  }
  return await unlock(found) ? [200, { lock: found }] : [409, { message: 'somebody else has taken the lock meanwhile' }];
}

const READ_ONLY: Answer = [403, { message: 'you may fetch, and neither push nor lock' }];

function bodyOf({ body = '', isBase64Encoded = false }: HttpEvent): { readonly [key: string]: unknown } | undefined {
  try {
    const value: unknown = JSON.parse((isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body) || '{}');
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as { readonly [key: string]: unknown } : undefined;
  } catch {
    return undefined;
  }
}

function numberIn(value: unknown): number | undefined {
  const number = Number(value);
  return value !== undefined && Number.isInteger(number) ? number : undefined;
}

function rendered([statusCode, body]: Answer): HttpAnswer {
  return { statusCode, headers: { 'content-type': 'application/vnd.git-lfs+json' }, body: JSON.stringify(body) };
}
