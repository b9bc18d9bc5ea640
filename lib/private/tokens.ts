import { Token } from 'aws-cdk-lib';

/**
 * Whether a value is given and can be looked at now. A token is only known at deployment, so it passes every check.
 */
export function isKnown<T>(value: T | undefined): value is T {
  return value !== undefined && value !== null && !Token.isUnresolved(value);
}
