import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { DeliveryRoles } from './delivery-roles';
import { DeliveryTrustProps } from './delivery-trust-props';
import { issuerArn } from './token-issuer';
import { GithubActionsDefinition } from '../../definition';
import { DeliveryDuty } from '../../definition/delivery/delivery-identity';
import { AWS_AUDIENCE, GITHUB_ISSUER, githubTrustedRuns } from '../../definition/delivery/github-identity';
import { checkProps } from '../foundation/check-props';

/**
 * Whom an environment lets in, and to what. Names may end in `*`.
 */
export interface GithubTrustProps extends GithubActionsDefinition, DeliveryTrustProps {
  /**
   * The environments on GitHub whose jobs may read here, which they do before they deploy what is registered here.
   *
   * @default - this environment alone
   */
  readonly environmentNames?: string[];
}

/**
 * Lets jobs of GitHub Actions into one environment, without a key: GitHub says in a signed token which repository, branch and
 * environment a job is about, and each role takes tokens about exactly its own.
 *
 * @example
 * new GithubTrust(stack, 'GithubTrust', { repository: 'acme@123456/shop@456789', systemName: 'shop', environmentName: 'prod' });
 */
export class GithubTrust extends Construct {
  /** Looks at what is deployed and registered. */
  public readonly readRole: iam.IRole;

  /** Deploys with the roles that `cdk bootstrap` has made. */
  public readonly deployRole: iam.IRole;

  /** Starts training, and sends sample requests to endpoints. */
  public readonly operateRole: iam.IRole;

  constructor(scope: Construct, id: string, props: GithubTrustProps) {
    super(scope, id);
    checkProps(this, 'GithubActionsDefinition', props);
    const provider = issuerArn(this, { issuer: GITHUB_ISSUER, audiences: [AWS_AUDIENCE], isKnown: props.existingProvider === true });
    const roles = new DeliveryRoles(this, props, 'githubActions', duty => trustedRuns(provider, props, duty));
    this.readRole = roles.defineRead();
    this.deployRole = roles.defineDeploy();
    this.operateRole = roles.defineOperate();
  }
}

/** A subject names the environment or the branch; where it names the environment, the branch is held against as well. */
function trustedRuns(provider: string, props: GithubTrustProps, duty: DeliveryDuty): iam.IPrincipal {
  const { environmentName, environmentNames = [environmentName] } = props;
  const { ref, subjects } = githubTrustedRuns(props, environmentNames, environmentName, duty);
  return new iam.WebIdentityPrincipal(provider, {
    StringEquals: { [`${GITHUB_ISSUER}:aud`]: AWS_AUDIENCE, [`${GITHUB_ISSUER}:sub`]: subjects, [`${GITHUB_ISSUER}:ref`]: ref },
  });
}
