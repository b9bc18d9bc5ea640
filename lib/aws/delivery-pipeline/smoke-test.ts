import { join } from 'node:path';
import { Arn, ArnFormat, Aws, Duration, Stack } from 'aws-cdk-lib';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { addCheckStatements } from './check-statements';
import { Deployment } from './deployment';
import { ReleaseAccess } from './release-access';
import { isElsewhere, Target, watchTime } from './target';
import { SmokeTestDefinition } from '../../definition';
import { seconds } from '../../private/units';
import { acknowledgeWildcards } from '../foundation/acknowledgements';
import { HandlerFunction, Operations } from '../foundation/handler-function';

/** The function that checks an endpoint after its deployment, in whichever account and region it is. */
export class SmokeTest extends Construct {
  public readonly handler: HandlerFunction;

  constructor(scope: Construct, id: string, operations: Operations, request: SmokeTestDefinition | undefined, roleName: string | undefined) {
    super(scope, id);
    this.handler = new HandlerFunction(this, 'Handler', {
      ...operations,
      handler: join(__dirname, 'handlers/smoke-test'),
      description: 'Checks the endpoint of an environment after its deployment.',
      timeout: Duration.minutes(3),
      // Answers can have 25 MB, and are read as a whole.
      memory: 1024,
      roleName,
      // The parameters of an action end at 1000 characters; a request can be longer.
      environment: request && { REQUEST: Stack.of(this).toJsonString(renderRequest(request)) },
    });
    acknowledgeWildcards(this, 'endpointParts');
  }

  /** The action that checks one environment, and the permission for it. */
  public action(deployment: Deployment, target: Target, runOrder: number, version: string | undefined): codepipeline.IAction {
    const endpointName = deployment.endpointName!;
    const alarmNames = deployment.alarmNames ?? [];
    const roleArn = target.account === undefined ? undefined : Arn.format({
      service: 'iam',
      region: '',
      account: target.account,
      resource: 'role',
      resourceName: ReleaseAccess.roleNameOf(endpointName),
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    }, Stack.of(this));
    if (roleArn === undefined) {
      addCheckStatements(this.handler, {
        endpointNames: [endpointName], alarmNames, region: target.region ?? Aws.REGION, account: Aws.ACCOUNT_ID, partition: Aws.PARTITION,
      });
    } else {
      this.handler.addToRolePolicy(new iam.PolicyStatement({ actions: ['sts:AssumeRole'], resources: [roleArn] }));
    }
    // CodePipeline itself watches alarms only where the pipeline is.
    const watched = isElsewhere(target) && alarmNames.length > 0 ? { alarmNames, watchSeconds: watchTime(deployment).toSeconds() } : {};
    return new actions.LambdaInvokeAction({
      actionName: 'SmokeTest',
      runOrder,
      lambda: this.handler,
      userParameters: {
        endpointName, region: target.region ?? Aws.REGION, roleArn, version, ...watched,
      },
    });
  }
}

/** What the handler reads; sizes and latencies are checked by the rules of the delivery. */
export function renderRequest(
  { body, contentType = 'text/csv', requests = 1, maxLatency = '5s', medianLatency = maxLatency, answer }: SmokeTestDefinition,
): { [name: string]: object | number | string | undefined } {
  return { body, contentType, requests, maxLatencyMs: milliseconds(maxLatency), medianLatencyMs: milliseconds(medianLatency), answer };
}

function milliseconds(duration: string): number {
  return Math.round(seconds(duration) * 1000);
}
