import { createHash } from 'node:crypto';
import { Token } from 'aws-cdk-lib';

/** Eight hexadecimal digits that change if and only if the content does; the order of keys does not matter. */
export function contentHash(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content, sortKeys) ?? '').digest('hex').slice(0, 8);
}

/**
 * Joins the parts with `-` into a name that SageMaker takes: letters, digits and single hyphens. A name that would be too
 * long is cut and ends in a hash of the whole, so that it stays unique.
 */
export function physicalName(parts: readonly string[], maxLength: number = 63): string {
  const name = parts.join('-');
  if (Token.isUnresolved(name)) return name;
  const clean = name.replace(/[^a-zA-Z0-9]+/g, '-').replace(/^-+|-+$/g, '');
  if (clean.length <= maxLength) return clean;
  return `${clean.slice(0, maxLength - 9).replace(/-+$/, '')}-${contentHash(clean)}`;
}

/** The same in lower-case letters, as objects of a cluster are called. */
export function clusterName(parts: readonly string[], maxLength?: number): string {
  const name = physicalName(parts, maxLength);
  return Token.isUnresolved(name) ? name : name.toLowerCase();
}

function sortKeys(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
