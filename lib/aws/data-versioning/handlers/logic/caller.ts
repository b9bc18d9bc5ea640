/**
 * Who sends a token of `aws eks get-token`: a request to AWS STS, signed on the caller's machine, that asks who the caller is. Sending it is
 * the proof; it can do nothing else. A header that is signed too says for which server it was made, so that it opens no other.
 */

/** What is known of a caller. */
export interface Caller {
  /** `account/role`, as the lists of roles have it. */
  readonly role: string;
  /** For people: the role and the name of its session. */
  readonly name: string;
}

const BEGINNING = 'k8s-aws-v1.';
/** Where such a request may go; nothing else is ever called. */
const STS = /^sts(\.[a-z0-9-]+)?\.amazonaws\.com(\.cn)?$/;
const PARAMETERS = ['Action', 'Version', 'X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Date', 'X-Amz-Expires', 'X-Amz-Security-Token',
  'X-Amz-Signature', 'X-Amz-SignedHeaders'];
const SERVER_HEADER = 'x-k8s-aws-id';
const PATIENCE = 5000;

/**
 * Asks AWS STS who has signed a token.
 *
 * @param server the name that the token has to be for
 * @param address where AWS STS is, in tests
 */
export async function callerOf(token: string, server: string, address?: string): Promise<Caller | undefined> {
  const request = requestIn(token, address);
  if (request === undefined) return undefined;
  const answer = await fetch(request, { headers: { [SERVER_HEADER]: server }, redirect: 'error', signal: AbortSignal.timeout(PATIENCE) });
  if (!answer.ok) return undefined;
  const arn = /<Arn>([^<]+)<\/Arn>/.exec(await answer.text())?.[1] ?? '';
  const [, account, role, session] = /^arn:aws[a-z-]*:sts::(\d{12}):assumed-role\/([^/]+)\/([^/]+)$/.exec(arn) ?? [];
  return account === undefined ? undefined : { role: `${account}/${role}`, name: `${role}/${session}` };
}

/** The request in a token, when it is one that only asks who the caller is. */
function requestIn(token: string, address: string | undefined): URL | undefined {
  const text = token.startsWith(BEGINNING) ? Buffer.from(token.slice(BEGINNING.length), 'base64url').toString('utf8') : '';
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const parameters = [...url.searchParams.keys()];
  const signed = url.searchParams.get('X-Amz-SignedHeaders')?.split(';') ?? [];
  const isQuestion = url.searchParams.get('Action') === 'GetCallerIdentity'
    && new Set(parameters).size === parameters.length
    && parameters.every(name => PARAMETERS.includes(name))
    && signed.includes(SERVER_HEADER) && signed.includes('host')
    && url.pathname === '/' && url.username === '' && url.password === '' && url.hash === '';
  const isThere = address === undefined ? url.protocol === 'https:' && url.port === '' && STS.test(url.hostname) : url.origin === address;
  return isQuestion && isThere ? url : undefined;
}
