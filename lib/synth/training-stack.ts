import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ModelPlace, otherAccounts, resourceName, stackProps, tagsOf } from './model-place';
import { versionMetadata } from './model-source';
import { ModelRegistry } from '../aws/model-registry';
import { applyTags } from '../aws/private/tags';
import { TrainingPipeline } from '../aws/training-pipeline';
import { modelIn } from '../definition/environment-model';
import { registryGroup } from '../definition/model-home';

/** Trains and registers a model. */
export class TrainingStack extends Stack {
  public readonly registry: ModelRegistry;
  public readonly pipeline: TrainingPipeline;

  constructor(scope: Construct, id: string, place: ModelPlace) {
    super(scope, id, stackProps(scope, id, place, `Training and versions of ${place.modelName} in ${place.environmentName}`));
    applyTags(this, tagsOf(place));
    this.registry = this.defineRegistry(place);
    this.pipeline = this.definePipeline(place);
    const retraining = retrainingAccounts(place);
    if (retraining.length > 0) this.pipeline.startableFrom(retraining);
  }

  /** The other environments' accounts deploy what is registered here. */
  private defineRegistry(place: ModelPlace): ModelRegistry {
    const { model, shared } = place;
    const registry = new ModelRegistry(this, 'Registry', {
      ...model.registry,
      group: registryGroup(place.system, place.modelName, place.model),
      artifactBucket: shared.platform.artifactBucket,
      encryptionKey: shared.platform.encryptionKey,
    });
    const accounts = otherAccounts(place);
    if (accounts.length > 0) registry.shareWith(accounts);
    return registry;
  }

  private definePipeline(place: ModelPlace): TrainingPipeline {
    const { system, model, modelName, environmentName, shared, directory } = place;
    const { framework, frameworkVersion, image, entryPoint, environment } = model;
    return new TrainingPipeline(this, 'Pipeline', {
      ...model.pipeline!,
      pipelineName: resourceName(place, environmentName, modelName),
      sourceDirectory: directory,
      platform: shared.platform,
      datasets: shared.datasets,
      features: shared.features,
      registry: this.registry,
      tracker: shared.tracker,
      model: { framework, frameworkVersion, image, entryPoint, environment },
      metadata: versionMetadata(system, model),
    });
  }
}

/** The other accounts whose monitors may start the pipeline when they find drift. */
function retrainingAccounts({ system, modelName, environment }: ModelPlace): string[] {
  const accounts = Object.entries(system.environments)
    .filter(([name]) => modelIn(system, name, modelName).monitoring?.onDrift?.retrain)
    .flatMap(([, { account }]) => account ?? []);
  return [...new Set(accounts)].filter(account => account !== environment.account);
}
