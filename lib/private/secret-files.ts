import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

/** Names of files that hold keys or passwords, whatever is in them. Hidden files are never packed anyway. */
const NAMES: readonly (readonly [RegExp, string])[] = [
  [/^id_(rsa|dsa|ecdsa|ed25519)(_sk)?$/i, 'a private key'],
  [/\.(key|ppk|p8|p12|pfx|jks|keystore|kdbx)$/i, 'a key or a store of keys'],
  [/\.tfstate(\.backup)?$/i, 'a state of Terraform, which holds secrets'],
  [/^(credentials|kubeconfig|_netrc|htpasswd|service[-_]account.*\.json)$/i, 'a file of credentials'],
];

const PRIVATE_KEY = /^-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----\s*$/m;
/** A key is a small file. */
const MOST_BYTES = 64 * 1024;

/** What secret a plain file holds, under the path of its packing; nothing when none is seen. Certificates and public keys are none. */
export function secretIn(path: string, file: string, size: number): string | undefined {
  const named = NAMES.find(([name]) => [path, file].some(text => name.test(basename(text))))?.[1];
  if (named !== undefined) return named;
  return size <= MOST_BYTES && PRIVATE_KEY.test(readFileSync(file, 'latin1')) ? 'a private key' : undefined;
}
