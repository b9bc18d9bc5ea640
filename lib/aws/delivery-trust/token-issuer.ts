import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

/** Who issues tokens that an account takes. */
export interface TokenIssuer {
  /** Without `https://`. */
  readonly issuer: string;
  /** For whom its tokens are, when the account learns of it here. */
  readonly audiences: string[];
  /** Whether the account knows it already. */
  readonly isKnown: boolean;
}

/** ARN of the provider with which an account knows an issuer: an account has one for each. */
export function issuerArn(scope: Construct, { audiences, isKnown, issuer }: TokenIssuer): string {
  if (!isKnown) return new iam.OidcProviderNative(scope, 'Provider', { url: `https://${issuer}`, clientIds: audiences }).oidcProviderArn;
  return Stack.of(scope).formatArn({
    service: 'iam', region: '', resource: 'oidc-provider', resourceName: issuer, arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
}
