import * as scaling from 'aws-cdk-lib/aws-applicationautoscaling';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct, IDependable } from 'constructs';
import { PolicyPlan, planByLoad, planByUse, ScalableResource, ScalingPlan } from './scaling-plan';
import { ThresholdAlarm } from '../../foundation/alarm';
import { EndpointPart, instanceType } from '../shape/endpoint-parts';

/** Scaling as CloudFormation's own resources: one target for each variant or component, with its policies and alarms. */
export class EndpointScaling extends Construct {
  private readonly target: scaling.CfnScalableTarget;

  /** @param owner the target exists only as long as this does */
  constructor(scope: Construct, id: string, private readonly plan: ScalingPlan, owner: IDependable) {
    super(scope, id);
    const { resource, minCapacity, maxCapacity, scheduledActions } = plan;
    // Without a role the service uses its own service-linked role, the only one that it accepts.
    this.target = new scaling.CfnScalableTarget(this, 'Resource', {
      serviceNamespace: 'sagemaker',
      resourceId: resource.resourceId,
      scalableDimension: resource.dimension,
      minCapacity,
      maxCapacity,
      scheduledActions: scheduledActions.length > 0 ? scheduledActions : undefined,
    });
    this.target.node.addDependency(owner);
    plan.policies.forEach(policy => this.addPolicy(policy));
  }

  private addPolicy({ id, policy, alarm: definition }: PolicyPlan): void {
    const made = new scaling.CfnScalingPolicy(this, id,
      { policyName: `${this.node.addr.slice(-8)}-${id}`, scalingTargetId: this.target.ref, ...policy });
    if (definition === undefined) return;
    const alarm = new ThresholdAlarm(this, `${id}Alarm`, {
      alarmDescription: `Scales ${this.plan.resource.resourceId}`,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      ...definition,
    });
    alarm.addAlarmAction({ bind: () => ({ alarmActionArn: made.ref }) });
  }
}

/** How the machines or the provisioned concurrency of a variant scale; `undefined` when they do not. */
export function variantPlan({ name, compute }: EndpointPart, endpointName: string, asynchronous: boolean): ScalingPlan | undefined {
  const { instances, serverless } = compute;
  const target: Omit<ScalableResource, 'dimension'> = {
    resourceId: `endpoint/${endpointName}/variant/${name}`,
    metricDimensions: { EndpointName: endpointName, VariantName: name },
  };
  if (instances?.scale) {
    return planByLoad({
      ...target,
      dimension: 'sagemaker:variant:DesiredInstanceCount',
      endpointName: asynchronous ? endpointName : undefined,
      instanceType: instanceType(instances),
    }, instances.scale);
  }
  return serverless?.scale && planByUse({ ...target, dimension: 'sagemaker:variant:DesiredProvisionedConcurrency' }, serverless.scale);
}
