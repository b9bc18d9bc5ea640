import { AssumedRole } from './assumed-role';
import { ShellWords } from './shell-words';
import { LockDefinition, MlopsDefinition } from '../definition';
import { DeliveredModel, deliveredModel } from '../definition/delivery/delivered-model';
import { DeliveryDuty, deliveryRoleName } from '../definition/delivery/delivery-identity';
import { DeliveryPlan, deliveryPlan } from '../definition/delivery/delivery-plan';
import { DeliverySystem } from '../definition/delivery/delivery-system';
import { modelIn } from '../definition/environment-model';
import { registryGroup, trainingEnvironment } from '../definition/model-home';
import { awsPlace } from '../definition/places';
import { physicalName } from '../private/names';

/** The system whose models are delivered. */
export interface DeliveredSystem {
  readonly system: MlopsDefinition;
  readonly by: DeliverySystem;
  readonly words: ShellWords;
  readonly lock?: LockDefinition;
  /** The construct id of the system in its app, with which the paths of its stacks begin. */
  readonly id: string;
}

/** One model of the system, and what AWS calls its parts. */
export class ModelDelivery {
  public readonly plan: DeliveryPlan;
  /** The environment in which the model is trained and its versions are registered. */
  public readonly home: string;
  private readonly delivered: DeliveredModel;

  constructor(public readonly of: DeliveredSystem, public readonly model: string) {
    const { system, lock } = of;
    this.delivered = deliveredModel(system, model, lock)!;
    this.plan = deliveryPlan(this.delivered);
    this.home = trainingEnvironment(system, system.models[model]!);
  }

  /** Whether people approve versions, and what trains must not. */
  public get peopleApprove(): boolean {
    return (this.of.system.models[this.model]!.registry?.approval ?? 'manual') === 'manual';
  }

  public get group(): string {
    return registryGroup(this.of.system, this.model, this.of.system.models[this.model]!);
  }

  public get pipelineName(): string {
    return this.nameIn(this.home);
  }

  public get name(): string {
    return `${this.of.system.name}-${this.model}`;
  }

  public endpointName(environment: string): string {
    return modelIn(this.of.system, environment, this.model).endpoint?.name ?? this.nameIn(environment);
  }

  /** The stacks of the model in an environment, in the order of their deployment, by their path in the app. */
  public stacks(environment: string): string[] {
    const kinds = this.delivered.environments.find(({ name }) => name === environment)?.hasEndpoint ? ['serving', 'monitoring'] : ['serving'];
    return kinds.map(kind => this.stack(environment, kind));
  }

  public get trainingStack(): string {
    return this.stack(this.home, 'training');
  }

  /** What may be reviewed in an environment: everything that a run deploys there. */
  public reviewed(environment: string): string[] {
    const serves = this.delivered.environments.some(({ name }) => name === environment);
    const trains = this.delivered.training !== undefined && environment === this.home;
    return [...trains ? [this.trainingStack] : [], ...serves ? this.stacks(environment) : []];
  }

  /** The role that a job takes on for a duty. */
  public role(environment: string, duty: DeliveryDuty): AssumedRole {
    const { account, region } = awsPlace(this.of.system, environment)!;
    const roleName = deliveryRoleName(this.of.system, environment, this.of.by, duty);
    const roleArn = `arn:${partitionOf(region)}:iam::${account}:role/${roleName}`;
    return { roleArn, roleName, account: account!, region };
  }

  private stack(environment: string, kind: string): string {
    return [this.of.id, environment, this.model, kind].join('/');
  }

  private nameIn(environment: string): string {
    return physicalName([this.of.system.name, environment, this.model]);
  }
}

/** A role's ARN is written into a file, where nothing resolves the partition. */
function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
