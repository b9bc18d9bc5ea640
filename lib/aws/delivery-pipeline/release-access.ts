import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { physicalName } from '../../private/names';
import { IModelEndpoint } from '../model-endpoint';
import { addCheckStatements } from './check-statements';
import { acknowledge, acknowledgeWildcards } from '../private/acknowledgements';

/**
 * Whom a serving environment lets look at its endpoint after a release.
 */
export interface ReleaseAccessProps {
  /** The endpoint that the smoke test looks at. Its name is literal. */
  readonly endpoint: IModelEndpoint;

  /** The account of the delivery pipeline. */
  readonly pipelineAccount: string;

  /**
   * Names of the alarms that the pipeline watches.
   *
   * @default - none
   */
  readonly alarmNames?: string[];
}

/**
 * Lets the delivery pipeline of another account test an endpoint: it may look at the endpoint and its alarms and send it
 * requests, nothing else. Put it into the stack of the endpoint. Pipelines of the same account do not need it.
 *
 * @example
 * new ReleaseAccess(servingStack, 'ReleaseAccess', { endpoint, pipelineAccount: '111111111111' });
 */
export class ReleaseAccess extends Construct {
  /** Name of the role for an endpoint, which the pipeline derives in the same way. */
  public static roleNameOf(endpointName: string): string {
    return physicalName([endpointName, 'release'], 64);
  }

  /** The role that the pipeline's smoke test assumes. */
  public readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: ReleaseAccessProps) {
    super(scope, id);
    const { endpointName } = props.endpoint;
    this.role = new iam.Role(this, 'Role', {
      roleName: ReleaseAccess.roleNameOf(endpointName),
      description: `Lets the delivery pipeline in ${props.pipelineAccount} test the endpoint ${endpointName}`,
      assumedBy: new iam.AccountPrincipal(props.pipelineAccount),
    });
    const { account, region, partition } = Stack.of(this);
    addCheckStatements(this.role, { endpointName, alarmNames: props.alarmNames ?? [], account, region, partition });
    acknowledge(this.role, 'inlinePolicy');
    acknowledgeWildcards(this.role, 'endpointParts', 'jobsAndTraces');
  }
}
