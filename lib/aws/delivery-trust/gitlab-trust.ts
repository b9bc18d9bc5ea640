import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { DeliveryTrustProps } from './delivery-trust-props';
import { TokenRoles } from './token-roles';
import { GitlabCiDefinition } from '../../definition';
import { gitlabIssuer, gitlabSubject } from '../../definition/delivery/gitlab-identity';
import { checkProps } from '../foundation/check-props';

/**
 * Whom an environment lets in, and to what. Names may end in `*`.
 */
export interface GitlabTrustProps extends GitlabCiDefinition, DeliveryTrustProps {
  /**
   * The environments whose roles the account has, when the provider is made here: it takes tokens for these roles.
   *
   * @default - this environment alone
   */
  readonly accountEnvironmentNames?: string[];
}

/**
 * Lets jobs of GitLab CI into one environment, without a key: GitLab says in a signed token which project and branch a job is about, and
 * for which role the token is.
 *
 * @example
 * new GitlabTrust(stack, 'GitlabTrust', { project: 'acme/shop', systemName: 'shop', environmentName: 'prod' });
 */
export class GitlabTrust extends Construct {
  /** Looks at what is deployed and registered. */
  public readonly readRole: iam.IRole;

  /** Deploys with the roles that `cdk bootstrap` has made. */
  public readonly deployRole: iam.IRole;

  /** Starts training, and sends sample requests to endpoints. */
  public readonly operateRole: iam.IRole;

  constructor(scope: Construct, id: string, props: GitlabTrustProps) {
    super(scope, id);
    checkProps(this, 'GitlabCiDefinition', props);
    const roles = new TokenRoles(this, { ...props, by: 'gitlabCi', issuer: gitlabIssuer(props), subject: gitlabSubject(props) });
    this.readRole = roles.read;
    this.deployRole = roles.deploy;
    this.operateRole = roles.operate;
  }
}
