import { Annotations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { DeliveryRoles } from './delivery-roles';
import { DeliveryTrustProps } from './delivery-trust-props';
import { issuerArn } from './token-issuer';
import { AzurePipelinesDefinition } from '../../definition';
import { AZURE_AUDIENCE, azureConnection, azureIssuer, azureSubject } from '../../definition/delivery/azure-identity';
import { DeliveryDuty, DUTIES } from '../../definition/delivery/delivery-identity';
import { Problems } from '../../private/problems';
import { checkProps } from '../foundation/check-props';

/**
 * Whom an environment lets in, and to what. Names may end in `*`.
 */
export interface AzureTrustProps extends AzurePipelinesDefinition, DeliveryTrustProps {}

/**
 * Lets jobs of Azure Pipelines into one environment, without a key: a signed token says through which service connection a job goes, and
 * each role takes tokens of one, which has its name. Azure DevOps lets the pipelines and the branch use the connection that its checks say.
 *
 * @example
 * const issuer = { azureDevOps: { organizationId: '11111111-2222-3333-4444-555555555555' } };
 * new AzureTrust(stack, 'AzureTrust', { organization: 'acme', project: 'shop', issuer, systemName: 'shop', environmentName: 'prod' });
 */
export class AzureTrust extends Construct {
  /** Looks at what is deployed and registered. */
  public readonly readRole: iam.IRole;

  /** Deploys with the roles that `cdk bootstrap` has made. */
  public readonly deployRole: iam.IRole;

  /** Starts training, and sends sample requests to endpoints. */
  public readonly operateRole: iam.IRole;

  constructor(scope: Construct, id: string, props: AzureTrustProps) {
    super(scope, id);
    checkProps(this, 'AzurePipelinesDefinition', props, { limits: [knownSubjects] });
    this.warnOfRetirement(props);
    const issuer = azureIssuer(props);
    const provider = issuerArn(this, { issuer, audiences: [AZURE_AUDIENCE], isKnown: props.existingProvider === true });
    const roles = new DeliveryRoles(this, props, 'azurePipelines', duty => new iam.WebIdentityPrincipal(provider, {
      StringEquals: { [`${issuer}:aud`]: AZURE_AUDIENCE, [`${issuer}:sub`]: subjectOf(props, duty) },
    }));
    this.readRole = roles.defineRead();
    this.deployRole = roles.defineDeploy();
    this.operateRole = roles.defineOperate();
  }

  private warnOfRetirement({ issuer: { azureDevOps } }: AzureTrustProps): void {
    if (azureDevOps === undefined) return;
    Annotations.of(this).addWarningV2('mlops-constructs:retiredIssuer',
      'Microsoft retires the tokens of Azure DevOps for service connections on 1 July 2027: convert the service connections, and write '
      + '`issuer.entra` with their new subjects before');
  }
}

function subjectOf(props: AzureTrustProps, duty: DeliveryDuty): string | undefined {
  return azureSubject(props, azureConnection(props.systemName, props.environmentName, duty));
}

function knownSubjects(props: AzureTrustProps, problems: Problems): void {
  const { environmentName, systemName } = props;
  const unknown = DUTIES.filter(duty => subjectOf(props, duty) === undefined).map(duty => azureConnection(systemName, environmentName, duty));
  if (unknown.length === 0) return;
  problems.at('issuer', 'entra').add(`needs "subjects" of ${unknown.join(', ')}: the subjects of these service connections, `
    + 'which the script beside the pipeline files prints');
}
