import { join } from 'node:path';
import { ArnFormat, CustomResource, Duration, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { AlarmPlan, PolicyPlan, ScalingPlan } from './scaling-plan';
import { acknowledgeWildcards } from '../../foundation/acknowledgements';
import { countAlarm, tell } from '../../foundation/count-alarm';
import { deadLetterQueue, waitingIn } from '../../foundation/dead-letter-queue';
import { HandlerFunction } from '../../foundation/handler-function';
import { IMlPlatform } from '../../foundation/platform';

export interface DetachableScalingProps {
  readonly endpoint: sagemaker.CfnEndpoint;
  readonly endpointName: string;
  readonly endpointArn: string;
  /** The variants that scale. */
  readonly variants: { readonly name: string; readonly plan: ScalingPlan }[];
  readonly encryptionKey: kms.IKey;
  readonly platform?: IMlPlatform;
}

/**
 * Scaling that steps aside while the endpoint gets machines of another type, and comes back whatever the update comes to.
 *
 *     rule (the plan) -> before -> endpoint -> after
 *
 * CloudFormation works through these in this order, forth and back. `Before` detaches, `after` attaches, and the rule attaches
 * when the endpoint has settled on the machines of the plan, so that also a rollback leaves an endpoint that scales. Each is
 * given the whole plan; no state is kept anywhere. The function owns target, policies and alarms alone: a policy that is put
 * back has another ARN, which CloudFormation's own resources would not know.
 */
export class DetachableScaling extends Construct {
  constructor(scope: Construct, id: string, private readonly props: DetachableScalingProps) {
    super(scope, id);
    const deadLetters = deadLetterQueue(this, 'DeadLetters');
    tell(props.platform?.alarmTopic, countAlarm(this, 'DeadLettersAlarm', {
      metric: waitingIn(deadLetters),
      description: `Endpoint ${props.endpointName}: its scaling could not be put back; the dead-letter queue holds the event`,
    }));
    const handler = this.defineHandler(deadLetters);
    const plan = { Endpoint: props.endpointName, Variants: props.variants.map(({ name, plan: variant }) => renderVariant(name, variant)) };
    const rule = this.defineRule(handler, deadLetters, plan);
    const before = this.defineMoment('Before', handler, plan);
    before.node.addDependency(rule);
    props.endpoint.node.addDependency(before);
    this.defineMoment('After', handler, plan).node.addDependency(props.endpoint);
  }

  private defineMoment(moment: 'Before' | 'After', handler: HandlerFunction, plan: object): CustomResource {
    return new CustomResource(this, moment, {
      resourceType: 'Custom::EndpointScaling',
      serviceToken: handler.functionArn,
      // Long enough for three attempts of AWS Lambda.
      serviceTimeout: Duration.minutes(20),
      properties: { Moment: moment, Plan: Stack.of(this).toJsonString(plan) },
    });
  }

  private defineRule(handler: HandlerFunction, deadLetters: sqs.IQueue, plan: object): events.Rule {
    return new events.Rule(this, 'Settled', {
      description: `Scaling of the endpoint ${this.props.endpointName} comes back`,
      eventPattern: {
        source: ['aws.sagemaker'],
        detailType: ['SageMaker Endpoint State '
          + 'Change'],
        detail: { EndpointName: [this.props.endpointName] },
      },
      // Events are delivered as well as possible; what was missed is found within an hour.
      schedule: events.Schedule.rate(Duration.hours(1)),
      targets: [new targets.LambdaFunction(handler, {
        event: events.RuleTargetInput.fromObject(plan), deadLetterQueue: deadLetters, retryAttempts: 10, maxEventAge: Duration.hours(1),
      })],
    });
  }

  private defineHandler(deadLetters: sqs.IQueue): HandlerFunction {
    const { encryptionKey, endpointName, platform } = this.props;
    const handler = new HandlerFunction(this, 'Handler', {
      handler: join(__dirname, '../handlers/detach-scaling'),
      description: `Scaling of the endpoint ${endpointName} around a change of its machines.`,
      timeout: Duration.minutes(3),
      encryptionKey,
      alarmTopic: platform?.alarmTopic,
      deadLetterQueue: deadLetters,
      retainsData: false,
    });
    this.statements().forEach(statement => handler.addToRolePolicy(statement));
    acknowledgeWildcards(this, 'endpointParts', 'jobsAndTraces', 'scalableTargets', 'scalingReads', 'scalingAlarms');
    return handler;
  }

  /** Application Auto Scaling looks at the endpoint and makes alarms in the name of whoever registers it. */
  private statements(): iam.PolicyStatement[] {
    const { endpointArn, endpointName } = this.props;
    const arn = (service: string, resource: string, resourceName: string, arnFormat = ArnFormat.SLASH_RESOURCE_NAME) =>
      Stack.of(this).formatArn({ service, resource, resourceName, arnFormat });
    return [
      new iam.PolicyStatement({ actions: ['sagemaker:DescribeEndpoint', 'sagemaker:UpdateEndpointWeightsAndCapacities'], resources: [endpointArn] }),
      new iam.PolicyStatement({ actions: ['sagemaker:DescribeEndpointConfig'], resources: [arn('sagemaker', 'endpoint-config', '*')] }),
      new iam.PolicyStatement({
        actions: [
          'RegisterScalableTarget', 'DeregisterScalableTarget', 'PutScalingPolicy',
          'DeleteScalingPolicy', 'PutScheduledAction', 'DeleteScheduledAction',
        ].map(action => `application-autoscaling:${action}`),
        resources: [arn('application-autoscaling', 'scalable-target', '*')],
        conditions: {
          StringEquals: {
            'application-autoscaling:service-namespace': 'sagemaker',
            'application-autoscaling:scalable-dimension': 'sagemaker:variant:DesiredInstanceCount',
          },
        },
      }),
      new iam.PolicyStatement({
        actions: ['application-autoscaling:DescribeScalableTargets', 'application-autoscaling:DescribeScalingPolicies', 'cloudwatch:DescribeAlarms'],
        resources: ['*'],
      }),
      new iam.PolicyStatement({
        actions: ['cloudwatch:PutMetricAlarm', 'cloudwatch:DeleteAlarms'],
        resources: [`endpoint/${endpointName}/*`, `TargetTracking-endpoint/${endpointName}/*`]
          .map(name => arn('cloudwatch', 'alarm', name, ArnFormat.COLON_RESOURCE_NAME)),
      }),
      new iam.PolicyStatement({
        actions: ['iam:CreateServiceLinkedRole'],
        resources: [Stack.of(this).formatArn({
          service: 'iam',
          region: '',
          resource: 'role',
          arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
          resourceName: 'aws-service-role/sagemaker.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint',
        })],
        conditions: { StringEquals: { 'iam:AWSServiceName': 'sagemaker.application-autoscaling.amazonaws.com' } },
      }),
    ];
  }
}

/** A plan in the words of the services' requests. */
function renderVariant(name: string, { resource, minCapacity, maxCapacity, scheduledActions, policies }: ScalingPlan): object {
  const { resourceId, instanceType } = resource;
  const inRequests = { name, instanceType, resourceId, minCapacity, maxCapacity, scheduledActions };
  return pascalCase({ ...inRequests, policies: policies.map(policy => renderPolicy(resourceId, policy)) }) as object;
}

function renderPolicy(resourceId: string, { id, policy, alarm: definition }: PolicyPlan): object {
  return { policyName: `${id}-detachable`, ...policy, alarm: definition && renderAlarm(`${resourceId}/${id}`, resourceId, definition) };
}

function renderAlarm(alarmName: string, resourceId: string, { metric, ...rest }: AlarmPlan): object {
  const { namespace, metricName, period, statistic } = metric;
  const dimensions = Object.entries(metric.dimensions ?? {}).map(([name, value]) => ({ name, value: value as string }));
  return {
    alarmName,
    alarmDescription: `Scales ${resourceId}`,
    namespace,
    metricName,
    dimensions,
    statistic,
    period: period.toSeconds(),
    treatMissingData: 'notBreaching',
    ...rest,
  };
}

/** CloudFormation's properties are written like members of requests, but for the first letter. */
function pascalCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pascalCase);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key[0]!.toUpperCase() + key.slice(1), pascalCase(inner)]));
}
