import { Construct } from 'constructs';
import { IMlopsEnvironment, IMlopsModel } from './mlops-environment';
import { EnvironmentPlace } from './model-place';
import { ModelStacks } from './model-stacks';
import { PlatformStack } from './platform-stack';
import { modelIn } from '../../definition/environment-model';

/** What the stacks of one environment are made from. */
interface EnvironmentStacksProps extends EnvironmentPlace {
  readonly models: readonly string[];
}

/** The stacks of one environment: the platform, then each model on it. */
export class EnvironmentStacks extends Construct implements IMlopsEnvironment {
  public readonly platformStack: PlatformStack;
  public readonly models: { [name: string]: IMlopsModel };
  private readonly modelStacks: ModelStacks[];

  constructor(scope: Construct, public readonly name: string, props: EnvironmentStacksProps) {
    super(scope, name);
    this.platformStack = new PlatformStack(this, 'platform', props);
    this.modelStacks = props.models.map(modelName => new ModelStacks(this, modelName, {
      ...props,
      modelName,
      model: modelIn(props.system, name, modelName),
      shared: this.platformStack,
    }));
    this.models = Object.fromEntries(this.modelStacks.map(model => [model.name, model]));
  }

  public get platform() {
    return this.platformStack.platform;
  }

  public get datasets() {
    return this.platformStack.datasets;
  }

  public get features() {
    return this.platformStack.features;
  }

  public get tracker() {
    return this.platformStack.tracker;
  }

  public get peakInstances() {
    const peaks = this.modelStacks.flatMap(({ endpoint }) => Object.entries(endpoint?.peakInstances ?? {}));
    const sum: { [instanceType: string]: number } = {};
    for (const [type, count] of peaks) sum[type] = (sum[type] ?? 0) + count;
    return sum;
  }

  /** Delivery reaches over environments, so it comes when all of them are there. */
  public addDelivery(environments: readonly EnvironmentStacks[]): void {
    this.modelStacks.forEach(model => model.addDelivery(environments.map(({ modelStacks }) => modelStacks.find(({ name }) => name === model.name)!)));
  }
}
