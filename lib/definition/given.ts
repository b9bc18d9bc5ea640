import { isPlain } from '../private/plain-data';

/**
 * A value without the entries that code gives as `undefined`, which is how TypeScript leaves something out:
 * `models: { churn, risk: isReady ? risk : undefined }`. What has none of them is the value itself.
 */
export function given<T>(value: T): T {
  if (!isPlain(value) || !holdsUndefined(value)) return value;
  if (Array.isArray(value)) return value.map(given) as T;
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  return Object.fromEntries(entries.map(([key, entry]) => [key, given(entry as unknown)])) as T;
}

function holdsUndefined(value: unknown): boolean {
  return isPlain(value) && Object.values(value).some(entry => entry === undefined && !Array.isArray(value) || holdsUndefined(entry));
}
