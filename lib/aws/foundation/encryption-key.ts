import { RemovalPolicy } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { PlatformOptions } from './platform';

/** Gives the key of the props, else the platform's, else a new customer-managed key that is rotated every year and kept. */
export function encryptionKey(scope: Construct, props: PlatformOptions): kms.IKey {
  return props.encryptionKey ?? props.platform?.encryptionKey ?? new kms.Key(scope, 'EncryptionKey', {
    description: `Encrypts what ${scope.node.path} stores`,
    enableKeyRotation: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
}
