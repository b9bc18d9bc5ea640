import { handler } from '../../../../lib/aws/data-versioning/handlers/authorize-lfs';

const asked: { readonly url: string; readonly headers: unknown }[] = [];
let arn: string;

beforeEach(() => {
  asked.length = 0;
  arn = 'arn:aws:sts::111111111111:assumed-role/scientist/ann';
  Object.assign(process.env, { LFS_SERVER: 'churn.lfs', READERS: '111111111111/analyst', WRITERS: '111111111111/scientist' });
  delete process.env.STS_ADDRESS;
  for (const stream of ['log', 'error'] as const) jest.spyOn(console, stream).mockImplementation();
  jest.spyOn(global, 'fetch').mockImplementation(async (url, options) => {
    asked.push({ url: String(url), headers: options?.headers });
    return new Response(`<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>${arn}</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>`);
  });
});

afterEach(() => jest.restoreAllMocks());

const QUESTION = 'https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-SignedHeaders=host%3Bx-k8s-aws-id&X-Amz-Signature=1';
const ask = (url: string, beginning = 'k8s-aws-v1.') => handler({
  headers: { authorization: `Basic ${Buffer.from(`aws:${beginning}${Buffer.from(url).toString('base64url')}`).toString('base64')}` },
});

test('a writer is let in as one, and AWS STS is asked with the name of this server', async () => {
  expect(await ask(QUESTION)).toEqual({ isAuthorized: true, context: { name: 'scientist/ann', may: 'write' } });
  expect(asked).toEqual([{ url: QUESTION, headers: { 'x-k8s-aws-id': 'churn.lfs' } }]);
});

test.each([
  ['a reader reads', 'arn:aws:sts::111111111111:assumed-role/analyst/cem', { isAuthorized: true, context: { name: 'analyst/cem', may: 'read' } }],
  ['the same role of another account is a stranger', 'arn:aws:sts::222222222222:assumed-role/scientist/ann', { isAuthorized: false }],
  ['a role whose name begins so is one', 'arn:aws:sts::111111111111:assumed-role/scientist2/ann', { isAuthorized: false }],
  ['a user is one, whatever it is called', 'arn:aws:iam::111111111111:user/scientist', { isAuthorized: false }],
])('%s', async (_, who, expected) => {
  arn = who;
  expect(await ask(QUESTION)).toEqual(expected);
});

test('nobody is let in by lists that are empty', async () => {
  Object.assign(process.env, { READERS: '', WRITERS: '' });
  expect(await ask(QUESTION)).toEqual({ isAuthorized: false });
});

test.each([
  ['another host', QUESTION.replace('sts.eu-west-1.amazonaws.com', 'sts.amazonaws.com.evil.example')],
  ['a host beside AWS', QUESTION.replace('sts.eu-west-1', 'evil')],
  ['a host with a name before it', QUESTION.replace('https://', 'https://sts.amazonaws.com@evil.example#')],
  ['another port', QUESTION.replace('.com/', '.com:8443/')],
  ['a connection in the clear', QUESTION.replace('https:', 'http:')],
  ['another path', QUESTION.replace('/?', '/x?')],
  ['another action', QUESTION.replace('GetCallerIdentity', 'AssumeRole')],
  ['a second action', `${QUESTION}&Action=AssumeRole`],
  ['a parameter more', `${QUESTION}&RoleArn=x`],
  ['no name of a server among what is signed', QUESTION.replace('%3Bx-k8s-aws-id', '')],
  ['no address', 'hello'],
])('with %s in its token nobody is asked', async (_, url) => {
  expect(await ask(url)).toEqual({ isAuthorized: false });
  expect(asked).toEqual([]);
});

test.each([undefined, '', 'Bearer x', 'Basic !', `Basic ${Buffer.from('aws').toString('base64')}`])('without a token nobody is asked: %p', async authorization => {
  expect(await handler({ headers: { authorization } })).toEqual({ isAuthorized: false });
  expect(asked).toEqual([]);
});

test('when AWS STS refuses or is not there, nobody is let in', async () => {
  jest.spyOn(global, 'fetch').mockResolvedValueOnce(new Response(`<Arn>${arn}</Arn>`, { status: 403 })).mockRejectedValueOnce(new Error('no network'));
  expect([await ask(QUESTION), await ask(QUESTION)]).toEqual([{ isAuthorized: false }, { isAuthorized: false }]);
});
