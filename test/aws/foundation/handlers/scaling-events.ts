import { Loopback } from './loopback';
import { ResourceEvent } from '../../../../lib/aws/model-endpoint/handlers/logic/custom-resource';
import { EndpointPlan, VariantPlan } from '../../../../lib/aws/model-endpoint/handlers/logic/endpoint-plan';

/** The plan of the endpoint `risk`. */
export function plan(...variants: VariantPlan[]): EndpointPlan {
  return { Endpoint: 'risk', Variants: variants };
}

/** A variant with a policy of each kind and a scheduled action. */
export function variant(name: string, InstanceType: string, rest: Partial<VariantPlan> = {}): VariantPlan {
  const ResourceId = `endpoint/risk/variant/${name}`;
  return {
    Name: name,
    InstanceType,
    ResourceId,
    MinCapacity: 1,
    MaxCapacity: 4,
    ScheduledActions: [{ ScheduledActionName: 'night', Schedule: 'cron(0 0 * * ? *)', ScalableTargetAction: { MaxCapacity: 1 } }],
    Policies: [
      { PolicyName: 'Invocations', PolicyType: 'TargetTrackingScaling', TargetTrackingScalingPolicyConfiguration: { TargetValue: 600 } },
      {
        PolicyName: 'StepOut',
        PolicyType: 'StepScaling',
        Alarm: { AlarmName: `${ResourceId}/StepOut`, EvaluationPeriods: 2, ComparisonOperator: 'GreaterThanOrEqualToThreshold', Threshold: 70 },
      },
    ],
    ...rest,
  };
}

type Properties = { readonly Moment: 'After' | 'Before'; readonly Plan: string };

/** What CloudFormation sends for one of the two moments. */
export function resourceEvent(
  aws: Loopback, Moment: Properties['Moment'], RequestType: ResourceEvent<Properties>['RequestType'], now: EndpointPlan, old?: EndpointPlan,
): ResourceEvent<Properties> {
  return {
    RequestType,
    ResponseURL: `${aws.url}/answer`,
    StackId: 'arn:aws:cloudformation:eu-west-1:111111111111:stack/Serving/1',
    RequestId: '1',
    LogicalResourceId: Moment,
    PhysicalResourceId: RequestType === 'Create' ? undefined : `${Moment}-risk`,
    ResourceProperties: { Moment, Plan: JSON.stringify(now) },
    OldResourceProperties: old && { Moment, Plan: JSON.stringify(old) },
  };
}
