import { Annotations } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { DeliveryStack } from './delivery-stack';
import { IMlopsModel } from './mlops-environment';
import { ModelPlace, trainsHere } from './model-place';
import { comesWithVersion } from './model-version';
import { ModelMonitoringStack } from './monitoring-stack';
import { ServingStack } from './serving-stack';
import { TrainingStack } from './training-stack';

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
    this.servingStack = (model.endpoint || model.batch) && this.hasVersion() ? new ServingStack(this, 'serving', place) : undefined;
    this.monitoringStack = this.endpoint && new ModelMonitoringStack(this, 'monitoring', place, this.endpoint);
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
    const { environmentName, model, modelName, shared } = this.place;
    const left = model.endpoint ? 'serving and monitoring stacks are' : 'serving stack is';
    Annotations.of(shared.platform).addWarningV2('mlops-constructs:noVersion',
      `${modelName} has no version in ${environmentName}, so its ${left} left out; `
      + 'deploy the rest, train and approve a version, and write its ARN into mlops.lock.json, '
      + `at environments.${environmentName}.${modelName}.aws.modelPackage`);
    return false;
  }

  /** Delivers the model to its places in all environments, from here when it is trained here. */
  public addDelivery(places: readonly ModelStacks[]): void {
    const { system, model, environmentName } = this.place;
    const home = model.pipeline ? trainsHere(this.place) : Object.keys(system.environments)[0] === environmentName;
    if (system.delivery?.codePipeline && home) this.delivering = new DeliveryStack(this, 'delivery', this, places);
  }
}
