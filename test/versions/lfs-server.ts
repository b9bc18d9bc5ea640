/**
 * The handlers of the server of Git LFS, as they are bundled, behind HTTP on the loopback interface: what Amazon API Gateway does for them.
 * `lfs-server.ts <port>`.
 */
import { createServer, IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { AuthorizerEvent, AuthorizerAnswer } from '../../lib/aws/data-versioning/handlers/authorize-lfs';
import type { HttpAnswer, HttpEvent } from '../../lib/aws/data-versioning/handlers/serve-lfs';

const bundle = <E, A>(name: string) => (createRequire(__filename)(join(__dirname, '../../lib/aws/data-versioning/handlers', name, 'index.js')) as {
  handler: (event: E) => Promise<A>;
}).handler;
const authorize = bundle<AuthorizerEvent, AuthorizerAnswer>('authorize-lfs');
const serve = bundle<HttpEvent, HttpAnswer>('serve-lfs');

async function answer(request: IncomingMessage): Promise<HttpAnswer> {
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const refused = (statusCode: number, message: string) => ({ statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ message }) });
  if (headers.authorization === undefined) return refused(401, 'Unauthorized');
  const { context, isAuthorized } = await authorize({ headers });
  if (!isAuthorized) return refused(403, 'Forbidden');
  const url = new URL(request.url!, 'http://localhost');
  return serve({
    rawPath: url.pathname,
    body: Buffer.concat(chunks).toString('utf8'),
    queryStringParameters: Object.fromEntries(url.searchParams),
    headers: { ...headers, 'x-forwarded-proto': 'http' },
    requestContext: { domainName: headers.host!, http: { method: request.method! }, authorizer: { lambda: context } },
  });
}

createServer((request, response) => {
  answer(request).then(({ body, headers, statusCode }) => response.writeHead(statusCode, headers).end(body), (error: unknown) => {
    console.error(error);
    response.writeHead(500).end();
  });
}).listen(Number(process.argv[2]), '127.0.0.1');
