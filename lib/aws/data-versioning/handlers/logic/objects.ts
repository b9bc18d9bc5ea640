/** Objects of Git LFS in Amazon S3, by the digests of their content. Clients exchange them with Amazon S3 alone. */
import { HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { presignedUrl } from './presigned-url';

/** An object as clients name it. */
export interface LfsObject {
  /** SHA-256 of its content. */
  readonly oid: string;
  readonly size: number;
}

interface Action {
  readonly href: string;
  readonly header?: { readonly [name: string]: string };
  readonly expires_in?: number;
}

/** What a client is to do about an object; nothing, when the server has it. */
export interface ObjectAnswer extends LfsObject {
  readonly actions?: { readonly download?: Action; readonly upload?: Action; readonly verify?: Action };
  readonly error?: { readonly code: number; readonly message: string };
}

/** How long a client has to begin an exchange. */
const SECONDS = 900;
/** What Amazon S3 takes in one request. */
const LARGEST = 5 * 1024 ** 3;

const s3 = new S3Client({ forcePathStyle: process.env.S3_PATH_STYLE === 'true' });

export function isLfsObject(value: unknown): value is LfsObject {
  const { oid, size } = (value ?? {}) as Partial<LfsObject>;
  return typeof oid === 'string' && /^[0-9a-f]{64}$/.test(oid) && Number.isSafeInteger(size) && size! >= 0;
}

/** The size of an object that is there. */
export async function sizeOf(oid: string): Promise<number | undefined> {
  try {
    return (await s3.send(new HeadObjectCommand({ Bucket: process.env.BUCKET, Key: keyOf(oid) }))).ContentLength;
  } catch (error) {
    if (error instanceof Error && error.name === 'NotFound') return undefined;
    throw error;
  }
}

export async function download(object: LfsObject): Promise<ObjectAnswer> {
  const found = await sizeOf(object.oid);
  if (found === undefined) return refused(object, 404, 'there is no such object');
  if (found !== object.size) return refused(object, 422, `the object has ${found} bytes`);
  return { ...object, actions: { download: { href: signed('GET', object.oid, {}), expires_in: SECONDS } } };
}

/**
 * What is there is not sent again. What is sent has to have the digest that it is called by: Amazon S3 refuses everything else, so that a
 * write can only repeat what is there.
 */
export async function upload(object: LfsObject, verify: string): Promise<ObjectAnswer> {
  if (object.size > LARGEST) return refused(object, 422, 'the object is larger than 5 GiB, which Amazon S3 takes in one request');
  const found = await sizeOf(object.oid);
  if (found === object.size) return object;
  if (found !== undefined) return refused(object, 422, `the object has ${found} bytes`);
  const header = { 'x-amz-checksum-sha256': Buffer.from(object.oid, 'hex').toString('base64') };
  return { ...object, actions: { upload: { href: signed('PUT', object.oid, header), header, expires_in: SECONDS }, verify: { href: verify } } };
}

function refused({ oid, size }: LfsObject, code: number, message: string): ObjectAnswer {
  return { oid, size, error: { code, message } };
}

function signed(method: 'GET' | 'PUT', oid: string, headers: { readonly [name: string]: string }): string {
  const { AWS_ACCESS_KEY_ID: id = '', AWS_REGION = '', AWS_SECRET_ACCESS_KEY: secret = '', AWS_SESSION_TOKEN: token, BUCKET_ADDRESS } = process.env;
  return presignedUrl({ method, url: `${BUCKET_ADDRESS}/${keyOf(oid)}`, headers, seconds: SECONDS }, AWS_REGION, { id, secret, token });
}

function keyOf(oid: string): string {
  return `objects/${oid.slice(0, 2)}/${oid}`;
}
