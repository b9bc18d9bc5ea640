import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { DeliveryRoles } from './delivery-roles';
import { DeliveryTrustProps } from './delivery-trust-props';
import { issuerArn } from './token-issuer';
import { deliveryRoleName, deliveryRoleNames } from '../../definition/delivery/delivery-identity';
import { DeliverySystem } from '../../definition/delivery/delivery-system';

/** Whose tokens are taken. */
interface TokenRolesProps extends DeliveryTrustProps {
  readonly by: DeliverySystem;
  /** Who issues tokens, without `https://`. */
  readonly issuer: string;
  readonly subject: string;
  readonly existingProvider?: boolean;
  readonly accountEnvironmentNames?: string[];
}

/** The roles of an environment for tokens whose subject names no environment: each role takes those that were issued for its name. */
export class TokenRoles {
  public readonly read: iam.IRole;
  public readonly deploy: iam.IRole;
  public readonly operate: iam.IRole;

  constructor(scope: Construct, props: TokenRolesProps) {
    const { accountEnvironmentNames, by, environmentName, existingProvider, issuer, subject, systemName: name } = props;
    const audiences = deliveryRoleNames({ name }, accountEnvironmentNames ?? [environmentName], by);
    const provider = issuerArn(scope, { issuer, audiences, isKnown: existingProvider === true });
    const roles = new DeliveryRoles(scope, props, by, duty => new iam.WebIdentityPrincipal(provider, {
      StringEquals: { [`${issuer}:aud`]: deliveryRoleName({ name }, environmentName, by, duty), [`${issuer}:sub`]: subject },
    }));
    this.read = roles.defineRead();
    this.deploy = roles.defineDeploy();
    this.operate = roles.defineOperate();
  }
}
