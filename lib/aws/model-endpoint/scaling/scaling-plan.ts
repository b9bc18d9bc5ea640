import { Duration } from 'aws-cdk-lib';
import * as scaling from 'aws-cdk-lib/aws-applicationautoscaling';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { ServerlessScaleDefinition } from '../../../definition/compute-definition';
import { ScaleDefinition, ScheduledScaleDefinition, StepChangeDefinition, StepScaleDefinition } from '../../../definition/scale-definition';
import { isKnown } from '../../../private/tokens';
import { seconds } from '../../../private/units';
import { coreCount, gpuCount } from '../shape/instance-types';

const PERIOD = Duration.minutes(1);
/** What an instance stands in a load test is not what it should live with. */
const LOAD_TEST_SHARE = 0.5;

const NAMED_SCHEDULES: Record<string, string> = {
  hourly: 'cron(0 * * * ? *)',
  daily: 'cron(0 0 * * ? *)',
  weekly: 'cron(0 0 ? * MON *)',
  monthly: 'cron(0 0 1 * ? *)',
};

/** What scales, in the words of Application Auto Scaling. */
export interface ScalableResource {
  readonly resourceId: string;
  readonly dimension: 'sagemaker:inference-component:DesiredCopyCount'
    | 'sagemaker:variant:DesiredInstanceCount' | 'sagemaker:variant:DesiredProvisionedConcurrency';
  /** The dimensions of the metrics of its load. */
  readonly metricDimensions: Record<string, string>;
  /** Set for the machines of an asynchronous endpoint. */
  readonly endpointName?: string;
  readonly instanceType?: string;
}

/** The limits between which something scales, and what moves it. Nothing of it exists yet. */
export interface ScalingPlan {
  readonly resource: ScalableResource;
  readonly minCapacity: number;
  readonly maxCapacity: number;
  readonly scheduledActions: scaling.CfnScalableTarget.ScheduledActionProperty[];
  readonly policies: PolicyPlan[];
}

/** A policy; target tracking makes its own alarms, a step policy needs one. */
export interface PolicyPlan {
  readonly id: string;
  readonly policy: Pick<scaling.CfnScalingPolicyProps, 'policyType' | 'stepScalingPolicyConfiguration' | 'targetTrackingScalingPolicyConfiguration'>;
  readonly alarm?: AlarmPlan;
}

/** The alarm that sets off a step policy. */
export interface AlarmPlan {
  readonly metric: cloudwatch.Metric;
  readonly threshold: number;
  readonly comparisonOperator: cloudwatch.ComparisonOperator;
  readonly evaluationPeriods: number;
}

/** Machines or copies follow their load. */
export function planByLoad(resource: ScalableResource, scale: ScaleDefinition): ScalingPlan {
  return {
    resource,
    minCapacity: scale.min ?? 1,
    maxCapacity: scale.max,
    scheduledActions: Object.entries(scale.schedules ?? {}).map(renderSchedule),
    policies: [
      loadPolicy(resource, scale),
      ...(scale.steps ? stepPolicies(resource, scale.steps) : []),
      ...(canReachZero(scale) ? [wakeUpPolicy(resource)] : []),
    ],
  };
}

/** Provisioned concurrency follows its use. */
export function planByUse(resource: ScalableResource, scale: ServerlessScaleDefinition): ScalingPlan {
  return {
    resource,
    minCapacity: scale.min ?? 1,
    maxCapacity: scale.max,
    scheduledActions: [],
    policies: [tracking('Use', {
      targetValue: scale.utilization ?? 0.7,
      predefinedMetricSpecification: { predefinedMetricType: 'SageMakerVariantProvisionedConcurrencyUtilization' },
    })],
  };
}

function loadPolicy(resource: ScalableResource, scale: ScaleDefinition): PolicyPlan {
  const cooldowns = { scaleInCooldown: seconds(scale.scaleInCooldown ?? '5m'), scaleOutCooldown: seconds(scale.scaleOutCooldown ?? '1m') };
  const predefined = (component: string, variant: string) => ({ predefinedMetricType: isComponent(resource) ? component : variant });
  if (resource.endpointName !== undefined) {
    return tracking('Backlog', {
      ...cooldowns,
      targetValue: scale.backlogPerInstance ?? 5,
      // With another dimension beside the endpoint's name, the metric would never have data.
      customizedMetricSpecification: {
        namespace: 'AWS/SageMaker',
        metricName: 'ApproximateBacklogSizePerInstance',
        dimensions: [{ name: 'EndpointName', value: resource.endpointName }],
        statistic: 'Average',
      },
    });
  }
  if (scale.concurrentRequests !== undefined) {
    return tracking('Concurrency', {
      ...cooldowns,
      targetValue: scale.concurrentRequests,
      predefinedMetricSpecification: predefined(
        'SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution', 'SageMakerVariantConcurrentRequestsPerModelHighResolution',
      ),
    });
  }
  return tracking('Invocations', {
    ...cooldowns,
    targetValue: invocationsPerMinute(scale),
    predefinedMetricSpecification: predefined('SageMakerInferenceComponentInvocationsPerCopy', 'SageMakerVariantInvocationsPerInstance'),
  });
}

/** One policy adds and another removes: the steps of a policy lie on one side of its alarm. */
function stepPolicies(resource: ScalableResource, { metric: name = 'cpu', changes }: StepScaleDefinition): PolicyPlan[] {
  const unit = unitOf(resource, name);
  const metric = stepMetric(resource, name);
  const bounds = changes.map(change => ({ ...change, from: change.from * unit }));
  const firstAddition = bounds.findIndex(({ add }) => add > 0);
  const additions = firstAddition < 0 ? [] : bounds.slice(firstAddition);
  const removals = bounds.filter((_, index) => bounds.slice(index).some(({ add }) => add < 0));
  const policies: PolicyPlan[] = [];
  if (additions.length > 0) {
    const threshold = additions[0]!.from;
    policies.push(steps('StepOut', additions.map((change, index) => adjustment(change, additions[index + 1]?.from, threshold)), {
      metric, threshold, comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD, evaluationPeriods: 2,
    }));
  }
  if (removals.length > 0) {
    const threshold = bounds[removals.length]!.from;
    policies.push(steps('StepIn', removals.map((change, index) => adjustment(change, bounds[index + 1]!.from, threshold, index === 0)), {
      metric, threshold, comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD, evaluationPeriods: 15,
    }));
  }
  return policies;
}

/**
 * The first machine or copy needs a policy of its own: target tracking divides by their number, which is zero.
 * One request that finds nobody is enough.
 */
function wakeUpPolicy({ endpointName, metricDimensions }: ScalableResource): PolicyPlan {
  return steps('WakeUp', [{ metricIntervalLowerBound: 0, scalingAdjustment: 1 }], {
    metric: new cloudwatch.Metric({
      namespace: 'AWS/SageMaker',
      metricName: endpointName === undefined ? 'NoCapacityInvocationFailures' : 'HasBacklogWithoutCapacity',
      dimensionsMap: endpointName === undefined ? metricDimensions : { EndpointName: endpointName },
      statistic: cloudwatch.Stats.MAXIMUM,
      period: PERIOD,
    }),
    threshold: 1,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: 1,
  });
}

function tracking(id: string, policy: scaling.CfnScalingPolicy.TargetTrackingScalingPolicyConfigurationProperty): PolicyPlan {
  return { id, policy: { policyType: 'TargetTrackingScaling', targetTrackingScalingPolicyConfiguration: policy } };
}

function steps(id: string, stepAdjustments: scaling.CfnScalingPolicy.StepAdjustmentProperty[], alarm: AlarmPlan): PolicyPlan {
  const stepScalingPolicyConfiguration = { adjustmentType: 'ChangeInCapacity', metricAggregationType: 'Maximum', cooldown: 60, stepAdjustments };
  return { id, policy: { policyType: 'StepScaling', stepScalingPolicyConfiguration }, alarm };
}

function stepMetric(resource: ScalableResource, metric: 'cpu' | 'gpu' | 'invocations'): cloudwatch.Metric {
  const component = isComponent(resource);
  const place = component ? '/aws/sagemaker/InferenceComponents' : '/aws/sagemaker/Endpoints';
  const [namespace, metricName, statistic] = metric === 'invocations'
    ? ['AWS/SageMaker', component ? 'InvocationsPerCopy' : 'InvocationsPerInstance', cloudwatch.Stats.SUM]
    : [place, `${metric.toUpperCase()}Utilization${component ? 'Normalized' : ''}`, cloudwatch.Stats.AVERAGE];
  return new cloudwatch.Metric({ namespace, metricName, statistic, dimensionsMap: resource.metricDimensions, period: PERIOD });
}

/** Machines count 100 percent for each core and each GPU; the definition counts the whole machine. */
function unitOf(resource: ScalableResource, metric: 'cpu' | 'gpu' | 'invocations'): number {
  const type = resource.instanceType;
  if (isComponent(resource) || metric === 'invocations' || !isKnown(type)) return 1;
  return metric === 'cpu' ? coreCount(type) : gpuCount(type);
}

function isComponent({ dimension }: ScalableResource): boolean {
  return dimension === 'sagemaker:inference-component:DesiredCopyCount';
}

function invocationsPerMinute({ invocationsPerMinute: target, requestsPerSecond }: ScaleDefinition): number {
  return requestsPerSecond === undefined ? target ?? 600 : requestsPerSecond * 60 * LOAD_TEST_SHARE;
}

function canReachZero({ min, schedules }: ScaleDefinition): boolean {
  return min === 0 || Object.values(schedules ?? {}).some(schedule => schedule.min === 0);
}

/** The distance of a step from the alarm's threshold; the outermost steps have no end. */
function adjustment(
  change: StepChangeDefinition, next: number | undefined, threshold: number, first: boolean = false,
): scaling.CfnScalingPolicy.StepAdjustmentProperty {
  return {
    scalingAdjustment: change.add,
    metricIntervalLowerBound: first ? undefined : change.from - threshold,
    metricIntervalUpperBound: next === undefined ? undefined : next - threshold,
  };
}

function renderSchedule([name, { at, min, max, timeZone }]: [string, ScheduledScaleDefinition]): scaling.CfnScalableTarget.ScheduledActionProperty {
  return {
    scheduledActionName: name,
    schedule: NAMED_SCHEDULES[at] ?? at,
    timezone: timeZone ?? 'UTC',
    scalableTargetAction: { minCapacity: min, maxCapacity: max },
  };
}
