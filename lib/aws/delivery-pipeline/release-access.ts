import { Arn, ArnFormat, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { physicalName } from '../../private/names';
import { IModelEndpoint } from '../model-endpoint';
import { addCheckStatements } from './check-statements';
import { acknowledge, acknowledgeWildcards } from '../foundation/acknowledgements';
import { checkPropNames } from '../foundation/check-props';

/**
 * Whom a serving environment lets look at its endpoint after a release.
 */
export interface ReleaseAccessProps {
  /** The endpoint that the smoke test looks at. Its name is literal. */
  readonly endpoint: IModelEndpoint;

  /** The account of the delivery pipeline. */
  readonly pipelineAccount: string;

  /** Name of the delivery pipeline, which names the role of its smoke test. */
  readonly pipelineName: string;

  /**
   * Names of the alarms that the pipeline watches.
   *
   * @default - none
   */
  readonly alarmNames?: string[];
}

/**
 * Lets the smoke test of a delivery pipeline in another account test an endpoint, and nobody else there: it may look at the endpoint
 * and its alarms and send it requests, nothing else. Put it into the stack of the endpoint. Pipelines of the same account do not need it.
 *
 * @example
 * new ReleaseAccess(servingStack, 'ReleaseAccess', { endpoint, pipelineAccount: '111111111111', pipelineName: 'credit-risk' });
 */
export class ReleaseAccess extends Construct {
  /** Name of the role for an endpoint, which the pipeline derives in the same way. */
  public static roleNameOf(endpointName: string): string {
    return physicalName([endpointName, 'release'], 64);
  }

  /** Name of the role that a pipeline's smoke test runs with, when it tests endpoints of other accounts. */
  public static testRoleNameOf(pipelineName: string): string {
    return physicalName([pipelineName, 'smoke-test'], 64);
  }

  /** The role that the pipeline's smoke test assumes. */
  public readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: ReleaseAccessProps) {
    super(scope, id);
    checkPropNames(this, props);
    const { endpointName } = props.endpoint;
    this.role = new iam.Role(this, 'Role', {
      roleName: ReleaseAccess.roleNameOf(endpointName),
      description: `Lets the delivery pipeline in ${props.pipelineAccount} test the endpoint ${endpointName}`,
      // The account stands for all its roles; a role as principal would have to be there before.
      assumedBy: new iam.AccountPrincipal(props.pipelineAccount).withConditions({ ArnEquals: { 'aws:PrincipalArn': this.testRoleArn(props) } }),
    });
    const { account, region, partition } = Stack.of(this);
    addCheckStatements(this.role, { endpointNames: [endpointName], alarmNames: props.alarmNames ?? [], account, region, partition });
    acknowledge(this.role, 'inlinePolicy');
    acknowledgeWildcards(this.role, 'endpointParts', 'jobsAndTraces');
  }

  private testRoleArn({ pipelineAccount, pipelineName }: ReleaseAccessProps): string {
    return Arn.format({
      service: 'iam',
      region: '',
      account: pipelineAccount,
      resource: 'role',
      resourceName: ReleaseAccess.testRoleNameOf(pipelineName),
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    }, Stack.of(this));
  }
}
