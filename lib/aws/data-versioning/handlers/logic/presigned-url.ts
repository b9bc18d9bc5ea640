import { createHash, createHmac } from 'node:crypto';

/** A request to Amazon S3 that somebody else sends, for a while and exactly so. */
export interface PresignedRequest {
  readonly method: 'GET' | 'PUT';
  /** Address of the object. */
  readonly url: string;
  /** Headers that the request has to have, with these values; their names are in lower case. */
  readonly headers: { readonly [name: string]: string };
  readonly seconds: number;
}

export interface Keys {
  readonly id: string;
  readonly secret: string;
  readonly token?: string;
}

/** Signs a request by its address (Amazon S3 API Reference, "Authenticating requests: using query parameters"). */
export function presignedUrl({ method, url, headers, seconds }: PresignedRequest, region: string, keys: Keys, now: Date = new Date()): string {
  const address = new URL(url);
  const time = now.toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = `${time.slice(0, 8)}/${region}/s3/aws4_request`;
  const signed = Object.entries({ host: address.host, ...headers }).sort(([a], [b]) => (a < b ? -1 : 1));
  const names = signed.map(([name]) => name).join(';');
  const query = Object.entries({
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `${keys.id}/${scope}`,
    'X-Amz-Date': time,
    'X-Amz-Expires': String(seconds),
    ...keys.token === undefined ? {} : { 'X-Amz-Security-Token': keys.token },
    'X-Amz-SignedHeaders': names,
  }).map(([name, value]) => `${encoded(name)}=${encoded(value)}`).join('&');
  const canonical = [
    method, address.pathname, query, ...signed.map(([name, value]) => `${name}:${value.trim()}`), '', names, 'UNSIGNED-PAYLOAD',
  ].join('\n');
  const text = ['AWS4-HMAC-SHA256', time, scope, createHash('sha256').update(canonical).digest('hex')].join('\n');
  const key = scope.split('/').reduce<Buffer | string>((previous, part) => hmac(previous, part), `AWS4${keys.secret}`);
  return `${url}?${query}&X-Amz-Signature=${hmac(key, text).toString('hex')}`;
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
