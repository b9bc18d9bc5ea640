import { Input, Operation, Raw, ServiceError } from './loopback';
import { EndpointPlan, VariantPlan } from '../../../../lib/aws/model-endpoint/handlers/logic/endpoint-plan';

type Target = { readonly limits: [min: number, max: number]; readonly policies: Map<string, string>; readonly actions: Set<string> };

/**
 * An endpoint, Application Auto Scaling and CloudWatch, with the behaviour that makes scaling hard to change: SageMaker refuses
 * another instance type for a registered variant, a target takes its policies with it when it goes, and a policy that is put
 * back has another ARN.
 */
export class ScalingAccount {
  public readonly targets = new Map<string, Target>();
  /** Alarms of step policies, by name, with what they set off. */
  public readonly alarms = new Map<string, string>();
  /** What CloudFormation was told, in this order. */
  public readonly answers: Input[] = [];
  public status = 'InService';
  private registrations = 0;

  /** @param types the instance types of the endpoint's variants; no endpoint when there are none */
  constructor(public readonly endpoint: string, public types: Record<string, string> = {}) {}

  public get operations(): Record<string, Operation> {
    return {
      'DescribeEndpoint': () => {
        if (Object.keys(this.types).length === 0) throw new ServiceError('ValidationException', `Could not find endpoint "arn:aws:sagemaker:eu-west-1:111111111111:endpoint/${this.endpoint}".`);
        return { EndpointStatus: this.status, EndpointConfigName: 'configuration' };
      },
      'DescribeEndpointConfig': () => ({ ProductionVariants: Object.entries(this.types).map(([VariantName, InstanceType]) => ({ VariantName, InstanceType })) }),
      'DescribeScalableTargets': ({ ResourceIds: [id] }) => ({ ScalableTargets: this.targets.has(id) ? [{ ResourceId: id }] : [] }),
      'DescribeScalingPolicies': ({ ResourceId }) => ({ ScalingPolicies: [...this.targets.get(ResourceId)?.policies.keys() ?? []].map(PolicyName => ({ PolicyName })) }),
      'RegisterScalableTarget': ({ ResourceId, MinCapacity, MaxCapacity }) => {
        const known = this.targets.get(ResourceId);
        if (known === undefined) this.registrations++;
        this.targets.set(ResourceId, { policies: new Map(), actions: new Set(), ...known, limits: [MinCapacity, MaxCapacity] });
        return {};
      },
      'DeregisterScalableTarget': ({ ResourceId }) => {
        if (!this.targets.delete(ResourceId)) throw new ServiceError('ObjectNotFoundException');
        return {};
      },
      'PutScalingPolicy': ({ ResourceId, PolicyName }) => {
        const { policies } = this.target(ResourceId);
        policies.set(PolicyName, policies.get(PolicyName) ?? `arn:aws:autoscaling:eu-west-1:111111111111:scalingPolicy:${this.registrations}:policyName/${PolicyName}`);
        return { PolicyARN: policies.get(PolicyName) };
      },
      'DeleteScalingPolicy': ({ ResourceId, PolicyName }) => {
        if (!this.targets.get(ResourceId)?.policies.delete(PolicyName)) throw new ServiceError('ObjectNotFoundException');
        return {};
      },
      'PutScheduledAction': ({ ResourceId, ScheduledActionName }) => {
        this.target(ResourceId).actions.add(ScheduledActionName);
        return {};
      },
      'DeleteScheduledAction': ({ ResourceId, ScheduledActionName }) => {
        if (!this.targets.get(ResourceId)?.actions.delete(ScheduledActionName)) throw new ServiceError('ObjectNotFoundException');
        return {};
      },
      'PutMetricAlarm': ({ AlarmName, AlarmActions: [action] }) => {
        this.alarms.set(AlarmName, action);
        return {};
      },
      'DeleteAlarms': ({ AlarmNames }) => {
        for (const name of AlarmNames) this.alarms.delete(name);
        return {};
      },
      'PUT /answer': text => {
        this.answers.push(JSON.parse(text));
        return new Raw('', 'text/plain');
      },
    };
  }

  /** What CloudFormation does with the endpoint itself. Returns whether SageMaker has taken it. */
  public update(types: Record<string, string>): boolean {
    const refused = Object.entries(types).some(([name, type]) => this.types[name] !== type && this.targets.has(`endpoint/${this.endpoint}/variant/${name}`));
    if (!refused) this.types = types;
    return !refused;
  }

  /** Whether everything of the plan is there, each alarm sets off the policy that is there now, and nothing else is. */
  public scalesBy({ Variants }: EndpointPlan): boolean {
    const alarms = Variants.flatMap(({ Policies }) => Policies.flatMap(({ Alarm }) => Alarm?.AlarmName ?? []));
    return this.targets.size === Variants.length && Variants.every(variant => this.has(variant))
      && [...this.alarms.keys()].sort().join() === alarms.sort().join();
  }

  private has({ ResourceId, MinCapacity, MaxCapacity, Policies, ScheduledActions }: VariantPlan): boolean {
    const target = this.targets.get(ResourceId);
    return target?.limits.join() === [MinCapacity, MaxCapacity].join()
      && [...target.policies.keys()].sort().join() === Policies.map(({ PolicyName }) => PolicyName).sort().join()
      && [...target.actions].sort().join() === ScheduledActions.map(({ ScheduledActionName }) => ScheduledActionName!).sort().join()
      && Policies.every(({ PolicyName, Alarm }) => Alarm === undefined || this.alarms.get(Alarm.AlarmName) === target.policies.get(PolicyName));
  }

  private target(id: string): Target {
    const target = this.targets.get(id);
    if (target === undefined) throw new ServiceError('ObjectNotFoundException', `no scalable target is registered for ${id}`);
    return target;
  }
}
