import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { DeliveryTrustProps } from './delivery-trust-props';
import { TokenRoles } from './token-roles';
import { JenkinsDefinition } from '../../definition';
import { jenkinsIssuer, jenkinsSubject } from '../../definition/delivery/jenkins-identity';
import { checkProps } from '../foundation/check-props';

/**
 * Whom an environment lets in, and to what. Names may end in `*`.
 */
export interface JenkinsTrustProps extends JenkinsDefinition, DeliveryTrustProps {
  /**
   * The environments whose roles the account has, when the provider is made here: it takes tokens for these roles.
   *
   * @default - this environment alone
   */
  readonly accountEnvironmentNames?: string[];
}

/**
 * Lets builds of Jenkins into one environment, without a key: Jenkins says in a signed token which job a build is of, and for which role
 * the token is.
 *
 * @example
 * new JenkinsTrust(stack, 'JenkinsTrust', {
 *   url: 'https://jenkins.acme.example', job: 'acme/shop', systemName: 'shop', environmentName: 'prod',
 * });
 */
export class JenkinsTrust extends Construct {
  /** Looks at what is deployed and registered. */
  public readonly readRole: iam.IRole;

  /** Deploys with the roles that `cdk bootstrap` has made. */
  public readonly deployRole: iam.IRole;

  /** Starts training, and sends sample requests to endpoints. */
  public readonly operateRole: iam.IRole;

  constructor(scope: Construct, id: string, props: JenkinsTrustProps) {
    super(scope, id);
    checkProps(this, 'JenkinsDefinition', props);
    const roles = new TokenRoles(this, { ...props, by: 'jenkins', issuer: jenkinsIssuer(props), subject: jenkinsSubject(props) });
    this.readRole = roles.read;
    this.deployRole = roles.deploy;
    this.operateRole = roles.operate;
  }
}
