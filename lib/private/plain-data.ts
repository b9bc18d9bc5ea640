/** Data, and not a token, a construct or another object with a life of its own. */
export function isPlain(value: unknown): value is object {
  return Array.isArray(value) || value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype;
}
