import { PutScalingPolicyCommandInput, PutScheduledActionCommandInput } from '@aws-sdk/client-application-auto-scaling';
import { PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch';

/** How an endpoint is meant to scale, in the words of the services' requests. It comes whole with every event; nothing is remembered. */
export interface EndpointPlan {
  readonly Endpoint: string;
  readonly Variants: readonly VariantPlan[];
}

export interface VariantPlan {
  readonly Name: string;
  /** The type of the machines that this plan is for. */
  readonly InstanceType: string;
  readonly ResourceId: string;
  readonly MinCapacity: number;
  readonly MaxCapacity: number;
  readonly ScheduledActions: readonly Pick<PutScheduledActionCommandInput,
  'ScheduledActionName' | 'ScalableTargetAction' | 'Schedule' | 'Timezone'>[];
  readonly Policies: readonly PolicyPlan[];
}

export interface PolicyPlan extends Pick<PutScalingPolicyCommandInput,
'PolicyType' | 'StepScalingPolicyConfiguration' | 'TargetTrackingScalingPolicyConfiguration'> {
  readonly PolicyName: string;
  /** What sets off a step policy; a new registration gives the policy another ARN, so the alarm goes with it. */
  readonly Alarm?: Omit<PutMetricAlarmCommandInput, 'AlarmActions' | 'AlarmName'> & { readonly AlarmName: string };
}
