import { secretPlace } from '../../definition/secret-place';
import { isKnown } from '../../private/tokens';

/** AWS CloudFormation puts the value of a secret in its place at deployment; the template has the name alone. */
export function secretReference(secret: string): string {
  if (!isKnown(secret)) return `{{resolve:secretsmanager:${secret}}}`;
  const { name, key } = secretPlace(secret);
  return `{{resolve:secretsmanager:${name}:SecretString${key === undefined ? '' : `:${key}`}}}`;
}
