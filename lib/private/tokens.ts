import { Token } from 'aws-cdk-lib';

/**
 * Whether a value is given and can be looked at now. A token is only known at deployment, so it passes every check.
 */
export function isKnown<T>(value: T | undefined): value is T {
  return value !== undefined && value !== null && !Token.isUnresolved(value);
}

/** Whether a value is certainly another one than before; `undefined` is no value. Of a token nobody knows. */
export function isChange(before: unknown, now: unknown): boolean {
  return now !== before && [before, now].every(value => value === undefined || isKnown(value));
}
