import { S3Client } from '@aws-sdk/client-s3';
import { handler, HttpEvent } from '../../../../lib/aws/data-versioning/handlers/serve-lfs';

const OID = 'a'.repeat(64);
/** Sizes of the objects that are there, by their keys. */
let there: { [key: string]: number };

beforeEach(() => {
  there = {};
  Object.assign(process.env, {
    BUCKET: 'b', BUCKET_ADDRESS: 'https://b.s3.eu-west-1.amazonaws.com', AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 's',
  });
  for (const stream of ['log', 'error'] as const) jest.spyOn(console, stream).mockImplementation();
  jest.spyOn(S3Client.prototype, 'send').mockImplementation(async (command: unknown) => {
    const size = there[(command as { input: { Key: string } }).input.Key];
    if (size === undefined) throw Object.assign(new Error('none'), { name: 'NotFound' });
    return { ContentLength: size };
  });
});

afterEach(() => jest.restoreAllMocks());

async function ask(body: unknown, { method = 'POST', path = '/objects/batch', may = 'write' } = {}) {
  const event: HttpEvent = {
    rawPath: path,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    requestContext: { domainName: 'lfs.example', http: { method }, authorizer: { lambda: may === 'nothing' ? undefined : { name: 'scientist/ann', may } } },
  };
  const answer = await handler(event);
  return { status: answer.statusCode, body: JSON.parse(answer.body) as { objects?: { actions?: object; error?: { code: number } }[] } };
}

test('an object that is not there is sent with the digest that it is called by, then verified', async () => {
  const { body: { objects: [object] = [] } } = await ask({ operation: 'upload', objects: [{ oid: OID, size: 5 }] });
  expect(object!.actions).toEqual({
    upload: {
      href: expect.stringContaining(`https://b.s3.eu-west-1.amazonaws.com/objects/aa/${OID}?`),
      header: { 'x-amz-checksum-sha256': Buffer.from(OID, 'hex').toString('base64') },
      expires_in: 900,
    },
    verify: { href: 'https://lfs.example/objects/verify' },
  });
});

test.each<[what: string, operation: string, size: number, found: number | undefined, expected: object]>([
  ['one that is there is not sent again', 'upload', 5, 5, { oid: OID, size: 5 }],
  ['one that is there with another size is not written over', 'upload', 5, 6, { error: { code: 422 } }],
  ['one that is larger than a request may be is refused', 'upload', 5 * 1024 ** 3 + 1, undefined, { error: { code: 422 } }],
  ['one that is not there is not fetched', 'download', 5, undefined, { error: { code: 404 } }],
  ['one is fetched by its address', 'download', 5, 5, { actions: { download: { expires_in: 900 } } }],
])('%s', async (_, operation, size, found, expected) => {
  if (found !== undefined) there[`objects/aa/${OID}`] = found;
  const { status, body: { objects: [object] = [] } } = await ask({ operation, objects: [{ oid: OID, size }] });
  expect(status).toBe(200);
  expect(object).toMatchObject(expected);
});

test.each<[what: string, status: number, body: unknown, how: object]>([
  ['a reader pushes', 403, { operation: 'upload', objects: [{ oid: OID, size: 5 }] }, { may: 'read' }],
  ['a reader locks', 403, { path: 'a' }, { may: 'read', path: '/locks' }],
  ['a reader gives a lock back', 403, {}, { may: 'read', path: `/locks/${'0'.repeat(32)}/unlock` }],
  ['nobody has said who asks', 403, {}, { may: 'nothing' }],
  ['another right is said', 403, {}, { may: 'admin' }],
  ['there is no such path', 404, {}, { path: '/objects' }],
  ['there is no such method', 404, {}, { method: 'DELETE' }],
  ['the body is no JSON', 422, '{', {}],
  ['the body is a list', 422, [], {}],
  ['the operation is another', 422, { operation: 'delete', objects: [] }, {}],
  ['an oid would leave the folder of objects', 422, { operation: 'download', objects: [{ oid: '../x', size: 1 }] }, {}],
  ['a size is below zero', 422, { operation: 'download', objects: [{ oid: OID, size: -1 }] }, {}],
  ['objects have other digests', 409, { operation: 'download', hash_algo: 'sha512', objects: [] }, {}],
  ['there are too many objects', 413, { operation: 'download', objects: Array(1001).fill({ oid: OID, size: 1 }) }, {}],
  ['a path to lock is too long', 422, { path: 'a'.repeat(1025) }, { path: '/locks' }],
])('when %s the answer is %i', async (_, status, body, how) => {
  expect((await ask(body, how)).status).toBe(status);
});

test('when Amazon S3 does not answer, a client is told to try again', async () => {
  jest.spyOn(S3Client.prototype, 'send').mockImplementation(async () => { throw new Error('throttled'); });
  expect((await ask({ operation: 'download', objects: [{ oid: OID, size: 1 }] })).status).toBe(503);
});
