import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { DeliveryRoles } from './delivery-roles';
import { DeliveryTrustProps } from './delivery-trust-props';
import { CloudBuildDefinition } from '../../definition';
import { DeliveryDuty, deliveryRoleName } from '../../definition/delivery/delivery-identity';
import { accountId, deliveryAccount, GOOGLE_ISSUER, trustedAccounts } from '../../definition/delivery/google-identity';
import { Problems } from '../../private/problems';
import { checkProps } from '../foundation/check-props';

/**
 * Whom an environment lets in, and to what. Names may end in `*`.
 */
export interface GoogleTrustProps extends CloudBuildDefinition, DeliveryTrustProps {
  /**
   * The environments whose builds may read here, which they do before they deploy what is registered here.
   *
   * @default - this environment alone
   */
  readonly environmentNames?: string[];
}

/**
 * Lets builds of Google Cloud Build into one environment, without a key: Google says in a signed token which service account a build runs
 * as, and for which role the token is.
 *
 * @example
 * new GoogleTrust(stack, 'GoogleTrust', {
 *   project: 'acme-risk', region: 'europe-west4', repository: 'github/shop', image: 'europe-west4-docker.pkg.dev/acme-risk/tools/deliver:1',
 *   serviceAccounts: { 'deliver-shop': '111111111111111111111', 'deliver-shop-prod': '222222222222222222222' },
 *   systemName: 'shop', environmentName: 'prod',
 * });
 */
export class GoogleTrust extends Construct {
  /** Looks at what is deployed and registered. */
  public readonly readRole: iam.IRole;

  /** Deploys with the roles that `cdk bootstrap` has made. */
  public readonly deployRole: iam.IRole;

  /** Starts training, and sends sample requests to endpoints. */
  public readonly operateRole: iam.IRole;

  constructor(scope: Construct, id: string, props: GoogleTrustProps) {
    super(scope, id);
    checkProps(this, 'CloudBuildDefinition', props, { limits: [knownAccounts] });
    const roles = new DeliveryRoles(this, props, 'cloudBuild', duty => trustedBuilds(props, duty));
    this.readRole = roles.defineRead();
    this.deployRole = roles.defineDeploy();
    this.operateRole = roles.defineOperate();
  }
}

/** What AWS calls the audience of a token of Google is the account that has asked for it; `oaud` is for whom it is. */
function trustedBuilds(props: GoogleTrustProps, duty: DeliveryDuty): iam.IPrincipal {
  const { environmentName, environmentNames = [environmentName], systemName } = props;
  const ids = trustedAccounts(systemName, environmentNames, environmentName, duty).flatMap(name => accountId(props, name) ?? []);
  return new iam.WebIdentityPrincipal(GOOGLE_ISSUER, {
    StringEquals: {
      [`${GOOGLE_ISSUER}:aud`]: ids,
      [`${GOOGLE_ISSUER}:oaud`]: deliveryRoleName({ name: systemName }, environmentName, 'cloudBuild', duty),
      [`${GOOGLE_ISSUER}:sub`]: ids,
    },
  });
}

function knownAccounts(props: GoogleTrustProps, problems: Problems): void {
  const { environmentName, systemName } = props;
  const unknown = [deliveryAccount(systemName), deliveryAccount(systemName, environmentName)].filter(name => accountId(props, name) === undefined);
  if (unknown.length === 0) return;
  problems.at('serviceAccounts').add(`needs the unique ids of ${unknown.join(', ')}, which the script beside the build files prints`);
}
