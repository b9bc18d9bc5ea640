import { Duration } from 'aws-cdk-lib';
import * as scaling from 'aws-cdk-lib/aws-applicationautoscaling';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct, IDependable } from 'constructs';
import { EndpointPart, instanceType } from './endpoint-parts';
import { coreCount, gpuCount } from './instance-types';
import { ServerlessScaleDefinition } from '../../definition/compute-definition';
import { ScaleDefinition, ScheduledScaleDefinition, StepChangeDefinition, StepScaleDefinition } from '../../definition/scale-definition';
import { isKnown } from '../../private/tokens';
import { seconds } from '../../private/units';

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
  readonly dimension: 'sagemaker:inference-component:DesiredCopyCount' | 'sagemaker:variant:DesiredInstanceCount' | 'sagemaker:variant:DesiredProvisionedConcurrency';
  /** The dimensions of the metrics of its load. */
  readonly metricDimensions: Record<string, string>;
  /** Set for the machines of an asynchronous endpoint. */
  readonly endpointName?: string;
  readonly instanceType?: string;
  /** The target exists only as long as this does. */
  readonly owner: IDependable;
}

/** The limits between which something scales, and what moves it: one target for each variant or component. */
export class EndpointScaling extends Construct {
  /** Scales machines or copies with their load. */
  public static byLoad(scope: Construct, id: string, resource: ScalableResource, scale: ScaleDefinition): EndpointScaling {
    const result = new EndpointScaling(scope, id, resource, scale.min ?? 1, scale.max, Object.entries(scale.schedules ?? {}));
    result.trackLoad(scale);
    if (scale.steps) result.addSteps(scale.steps);
    if (canReachZero(scale)) result.wakeFromZero();
    return result;
  }

  /** Scales provisioned concurrency with its use. */
  public static byUse(scope: Construct, id: string, resource: ScalableResource, scale: ServerlessScaleDefinition): EndpointScaling {
    const result = new EndpointScaling(scope, id, resource, scale.min ?? 1, scale.max, []);
    result.addTracking('Use', {
      targetValue: scale.utilization ?? 0.7,
      predefinedMetricSpecification: { predefinedMetricType: 'SageMakerVariantProvisionedConcurrencyUtilization' },
    });
    return result;
  }

  private readonly target: scaling.CfnScalableTarget;

  private constructor(
    scope: Construct, id: string, private readonly resource: ScalableResource, minCapacity: number, maxCapacity: number,
    schedules: [string, ScheduledScaleDefinition][],
  ) {
    super(scope, id);
    // Without a role the service uses its own service-linked role, the only one that it accepts.
    this.target = new scaling.CfnScalableTarget(this, 'Resource', {
      serviceNamespace: 'sagemaker',
      resourceId: resource.resourceId,
      scalableDimension: resource.dimension,
      minCapacity,
      maxCapacity,
      scheduledActions: schedules.length > 0 ? schedules.map(renderSchedule) : undefined,
    });
    this.target.node.addDependency(resource.owner);
  }

  private trackLoad(scale: ScaleDefinition): void {
    const cooldowns = { scaleInCooldown: seconds(scale.scaleInCooldown ?? '5m'), scaleOutCooldown: seconds(scale.scaleOutCooldown ?? '1m') };
    const { endpointName } = this.resource;
    if (endpointName !== undefined) {
      this.addTracking('Backlog', {
        ...cooldowns,
        targetValue: scale.backlogPerInstance ?? 5,
        // With another dimension beside the endpoint's name, the metric would never have data.
        customizedMetricSpecification: {
          namespace: 'AWS/SageMaker',
          metricName: 'ApproximateBacklogSizePerInstance',
          dimensions: [{ name: 'EndpointName', value: endpointName }],
          statistic: 'Average',
        },
      });
    } else if (scale.concurrentRequests !== undefined) {
      this.addTracking('Concurrency', {
        ...cooldowns,
        targetValue: scale.concurrentRequests,
        predefinedMetricSpecification: this.predefined(
          'SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution', 'SageMakerVariantConcurrentRequestsPerModelHighResolution',
        ),
      });
    } else {
      this.addTracking('Invocations', {
        ...cooldowns,
        targetValue: invocationsPerMinute(scale),
        predefinedMetricSpecification: this.predefined('SageMakerInferenceComponentInvocationsPerCopy', 'SageMakerVariantInvocationsPerInstance'),
      });
    }
  }

  private predefined(component: string, variant: string): scaling.CfnScalingPolicy.PredefinedMetricSpecificationProperty {
    return { predefinedMetricType: this.isComponent ? component : variant };
  }

  private addTracking(id: string, configuration: scaling.CfnScalingPolicy.TargetTrackingScalingPolicyConfigurationProperty): void {
    this.addPolicy(id, { policyType: 'TargetTrackingScaling', targetTrackingScalingPolicyConfiguration: configuration });
  }

  /** One policy adds and another removes: the steps of a policy lie on one side of its alarm. */
  private addSteps({ metric = 'cpu', changes }: StepScaleDefinition): void {
    const unit = this.unitOf(metric);
    const watched = this.stepMetric(metric);
    const bounds = changes.map(change => ({ ...change, from: change.from * unit }));
    const firstAddition = bounds.findIndex(({ add }) => add > 0);
    const additions = firstAddition < 0 ? [] : bounds.slice(firstAddition);
    const removals = bounds.filter((_, index) => bounds.slice(index).some(({ add }) => add < 0));
    if (additions.length > 0) {
      const threshold = additions[0]!.from;
      const policy = this.addStepPolicy('StepOut', additions.map((change, index) => adjustment(change, additions[index + 1]?.from, threshold)));
      this.addAlarm('StepOutAlarm', watched, threshold, cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD, 2, policy);
    }
    if (removals.length > 0) {
      const threshold = bounds[removals.length]!.from;
      const policy = this.addStepPolicy('StepIn', removals.map((change, index) => adjustment(change, bounds[index + 1]!.from, threshold, index === 0)));
      this.addAlarm('StepInAlarm', watched, threshold, cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD, 15, policy);
    }
  }

  /**
   * The first machine or copy needs a policy of its own: target tracking divides by their number, which is zero.
   * One request that finds nobody is enough.
   */
  private wakeFromZero(): void {
    const policy = this.addStepPolicy('WakeUp', [{ metricIntervalLowerBound: 0, scalingAdjustment: 1 }]);
    const { endpointName } = this.resource;
    const metric = new cloudwatch.Metric({
      namespace: 'AWS/SageMaker',
      metricName: endpointName === undefined ? 'NoCapacityInvocationFailures' : 'HasBacklogWithoutCapacity',
      dimensionsMap: endpointName === undefined ? this.resource.metricDimensions : { EndpointName: endpointName },
      statistic: cloudwatch.Stats.MAXIMUM,
      period: PERIOD,
    });
    this.addAlarm('WakeUpAlarm', metric, 1, cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD, 1, policy);
  }

  private addStepPolicy(id: string, stepAdjustments: scaling.CfnScalingPolicy.StepAdjustmentProperty[]): scaling.CfnScalingPolicy {
    return this.addPolicy(id, {
      policyType: 'StepScaling',
      stepScalingPolicyConfiguration: { adjustmentType: 'ChangeInCapacity', metricAggregationType: 'Maximum', cooldown: 60, stepAdjustments },
    });
  }

  private addPolicy(id: string, props: Omit<scaling.CfnScalingPolicyProps, 'policyName'>): scaling.CfnScalingPolicy {
    return new scaling.CfnScalingPolicy(this, id, { policyName: `${this.node.addr.slice(-8)}-${id}`, scalingTargetId: this.target.ref, ...props });
  }

  private addAlarm(
    id: string, metric: cloudwatch.Metric, threshold: number, comparisonOperator: cloudwatch.ComparisonOperator, evaluationPeriods: number,
    policy: scaling.CfnScalingPolicy,
  ): void {
    const alarm = new cloudwatch.Alarm(this, id, {
      alarmDescription: `Scales ${this.resource.resourceId}`,
      metric,
      threshold,
      comparisonOperator,
      evaluationPeriods,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction({ bind: () => ({ alarmActionArn: policy.ref }) });
  }

  private stepMetric(metric: 'cpu' | 'gpu' | 'invocations'): cloudwatch.Metric {
    const place = this.isComponent ? '/aws/sagemaker/InferenceComponents' : '/aws/sagemaker/Endpoints';
    const suffix = this.isComponent ? 'Normalized' : '';
    const [namespace, metricName, statistic] = metric === 'invocations'
      ? ['AWS/SageMaker', this.isComponent ? 'InvocationsPerCopy' : 'InvocationsPerInstance', cloudwatch.Stats.SUM]
      : [place, `${metric.toUpperCase()}Utilization${suffix}`, cloudwatch.Stats.AVERAGE];
    return new cloudwatch.Metric({ namespace, metricName, statistic, dimensionsMap: this.resource.metricDimensions, period: PERIOD });
  }

  /** Machines count 100 percent for each core and each GPU; the definition counts the whole machine. */
  private unitOf(metric: 'cpu' | 'gpu' | 'invocations'): number {
    const type = this.resource.instanceType;
    if (this.isComponent || metric === 'invocations' || !isKnown(type)) return 1;
    return metric === 'cpu' ? coreCount(type) : gpuCount(type);
  }

  private get isComponent(): boolean {
    return this.resource.dimension === 'sagemaker:inference-component:DesiredCopyCount';
  }
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

/** A variant with its endpoint. */
export interface ScaledVariant {
  readonly endpointName: string;
  readonly asynchronous: boolean;
  readonly owner: IDependable;
}

/** Scales a variant as its compute says, or not at all. */
export function scaleVariant(scope: Construct, { name, compute }: EndpointPart, { endpointName, asynchronous, owner }: ScaledVariant): void {
  const { instances, serverless } = compute;
  const target = {
    resourceId: `endpoint/${endpointName}/variant/${name}`,
    metricDimensions: { EndpointName: endpointName, VariantName: name },
    owner,
  };
  if (instances?.scale) {
    EndpointScaling.byLoad(scope, `${name}Scaling`, {
      ...target,
      dimension: 'sagemaker:variant:DesiredInstanceCount',
      endpointName: asynchronous ? endpointName : undefined,
      instanceType: instanceType(instances),
    }, instances.scale);
  } else if (serverless?.scale) {
    EndpointScaling.byUse(scope, `${name}Scaling`, { ...target, dimension: 'sagemaker:variant:DesiredProvisionedConcurrency' }, serverless.scale);
  }
}

/**
 * Whether the context takes scaling away for this deployment. SageMaker refuses another instance type for a variant that
 * scales, and CloudFormation would deregister it too late. So a deployment with this context goes before the one with the new type.
 */
export function isDetached(scope: Construct, endpointName: string): boolean {
  const detached = scope.node.tryGetContext('mlops-constructs:detachScaling') ?? '';
  return String(detached).split(',').some(name => name === endpointName || name === 'true');
}
