import { Stack } from 'aws-cdk-lib';

/** The consoles of other partitions have hosts of their own. */
const HOSTS: readonly (readonly [RegExp, string])[] = [
  [/^cn-/, 'console.amazonaws.cn'],
  [/^us-gov-/, 'console.amazonaws-us-gov.com'],
];

/** A page of the AWS console, for people who look something up after a deployment. */
export function consoleUrl({ region }: Stack, service: string, fragment: string): string {
  const host = HOSTS.find(([regions]) => regions.test(region))?.[1] ?? `${region}.console.aws.amazon.com`;
  return `https://${host}/${service}/home?region=${region}#${fragment}`;
}
