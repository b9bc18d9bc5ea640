import { Annotations } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { DeliveryStack } from './delivery-stack';
import { IMlopsModel } from './mlops-environment';
import { ModelPlace, trainsHere } from './model-place';
import { comesWithVersion, pinnedVersion } from './model-version';
import { ModelMonitoringStack, readsVersion } from './monitoring-stack';
import { ServingStack } from './serving-stack';
import { TrainingStack } from './training-stack';
import { deliveredModel } from '../../definition/delivery/delivered-model';
import { madeEndpoint } from '../../definition/made-endpoint';

/** The stacks of one model in one environment; each is there when the definition has something for it. */
export class ModelStacks extends Construct implements IMlopsModel {
  public readonly name: string;
  public readonly trainingStack?: TrainingStack;
  public readonly servingStack?: ServingStack;
  public readonly monitoringStack?: ModelMonitoringStack;
  private delivering?: DeliveryStack;

  constructor(scope: Construct, id: string, public readonly place: ModelPlace) {
    super(scope, id);
    const { model, modelName } = place;
    this.name = modelName;
    this.trainingStack = trainsHere(place) ? new TrainingStack(this, 'training', place) : undefined;
    const isServed = (madeEndpoint(model) ?? model.batch) !== undefined;
    this.servingStack = isServed && this.hasVersion() ? new ServingStack(this, 'serving', place) : undefined;
    this.monitoringStack = this.defineMonitoring();
  }

  public get registry() {
    return this.trainingStack?.registry;
  }

  public get pipeline() {
    return this.trainingStack?.pipeline;
  }

  public get endpoint() {
    return this.servingStack?.endpoint;
  }

  public get existingEndpoint() {
    return this.monitoringStack?.existingEndpoint;
  }

  public get batch() {
    return this.servingStack?.batch;
  }

  public get monitor() {
    return this.monitoringStack?.monitor;
  }

  public get deliveryStack() {
    return this.delivering;
  }

  public get delivery() {
    return this.delivering?.delivery;
  }

  /** Without a version there is nothing to serve, and CloudFormation would ask for one that nobody has. */
  private hasVersion(): boolean {
    if (comesWithVersion(this.place)) return true;
    const { model } = this.place;
    const left = madeEndpoint(model) ? 'serving and monitoring stacks are' : 'serving stack is';
    this.warnOfVersion(left, 'deploy the rest, train and approve a version, and write its ARN');
    return false;
  }

  /** No delivery deploys an endpoint that is there already, so nothing but the lock file says which version answers there. */
  private defineMonitoring(): ModelMonitoringStack | undefined {
    const { model } = this.place;
    if (this.endpoint) return new ModelMonitoringStack(this, 'monitoring', this.place, this.endpoint);
    if (!model.endpoint?.existing) return undefined;
    if (!readsVersion(model) || pinnedVersion(this.place) !== undefined) return new ModelMonitoringStack(this, 'monitoring', this.place);
    this.warnOfVersion('monitoring stack is', 'write the ARN of the version that its endpoint serves');
    return undefined;
  }

  private warnOfVersion(left: string, todo: string): void {
    const { environmentName, modelName, shared } = this.place;
    Annotations.of(shared.platform).addWarningV2('mlops-constructs:noVersion',
      `${modelName} has no version in ${environmentName}, so its ${left} left out; `
      + `${todo} into mlops.lock.json, at environments.${environmentName}.${modelName}.aws.modelPackage`);
  }

  /** Delivers the model to its places in all environments, from here when it is trained here. */
  public addDelivery(places: readonly ModelStacks[]): void {
    const { system, model, modelName, environmentName } = this.place;
    const home = model.pipeline ? trainsHere(this.place) : Object.keys(system.environments)[0] === environmentName;
    if (!system.delivery?.codePipeline || !home || !deliveredModel(system, modelName)) return;
    this.delivering = new DeliveryStack(this, 'delivery', this, places);
  }
}
