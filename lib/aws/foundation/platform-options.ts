import { PlatformOptions } from './platform';

/** Each of the options once. The compiler asks for one that is new. */
const OPTIONS: Readonly<Record<keyof PlatformOptions, true>> = {
  platform: true,
  encryptionKey: true,
  vpc: true,
  vpcSubnets: true,
  securityGroups: true,
  packageIndex: true,
  role: true,
};

/** The options among the props of one construct, to hand all of them on to another. */
export function platformOptions(props: PlatformOptions): PlatformOptions {
  const names = Object.keys(OPTIONS) as (keyof PlatformOptions)[];
  return Object.fromEntries(names.flatMap(name => props[name] === undefined ? [] : [[name, props[name]]]));
}
