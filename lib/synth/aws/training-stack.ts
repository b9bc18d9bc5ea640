import { Annotations } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { existingRole } from './existing-role';
import { defineCard } from './model-card';
import { ModelPlace, otherAccounts, resourceName } from './model-place';
import { alarmNameOf } from './monitoring-stack';
import { defineApprovalStart } from './release-start';
import { SystemStack } from './system-stack';
import { IModelRegistry, ModelRegistry } from '../../aws/model-registry';
import { TrainingPipeline } from '../../aws/training-pipeline';
import { retrainRoleName } from '../../aws/training-pipeline/start-role';
import { modelIn } from '../../definition/environment-model';
import { registryGroup } from '../../definition/model-home';
import { awsPlaces } from '../../definition/places';
import { versionMetadata } from '../system/model-source';

/** Trains and registers a model. */
export class TrainingStack extends SystemStack {
  public readonly registry: IModelRegistry;
  public readonly pipeline: TrainingPipeline;

  constructor(scope: Construct, id: string, place: ModelPlace) {
    super(scope, id, place, `Training and versions of ${place.modelName} in ${place.environmentName}`);
    this.registry = this.defineRegistry(place);
    this.pipeline = this.definePipeline(place);
    this.letRetrain(place);
    defineCard(this, place);
    defineApprovalStart(this, place, this.registry);
    this.show('TrainingPipelineName', 'What is started to train the model', this.pipeline.pipelineName);
    this.show('ModelPackageGroupName', 'Where its versions are', this.registry.modelPackageGroupName);
  }

  /** The monitors of other accounts start the pipeline when they find drift. */
  private letRetrain(place: ModelPlace): void {
    const { aws, system, modelName } = place;
    const retraining = awsPlaces(system).filter(([name, { account }]) =>
      account !== undefined && account !== aws.account && modelIn(system, name, modelName).monitoring?.onDrift?.retrain);
    if (retraining.length === 0) return;
    this.pipeline.startableFrom(
      [...new Set(retraining.map(([, { account }]) => account!))],
      retraining.map(([environmentName]) => retrainRoleName(alarmNameOf({ ...place, environmentName }))),
    );
  }

  /** The other environments' accounts deploy what is registered here. */
  private defineRegistry(place: ModelPlace): IModelRegistry {
    const { model, shared, system, modelName } = place;
    const group = registryGroup(system, modelName, model);
    const { existing, ...described } = model.registry ?? {};
    const accounts = otherAccounts(place);
    const files = {
      artifactBucket: shared.platform.artifactBucket,
      // A pipeline from a file says itself where its versions are.
      artifactPrefix: model.pipeline!.aws === undefined ? `pipelines/${resourceName(place, place.environmentName, modelName)}/` : undefined,
      encryptionKey: shared.platform.encryptionKey,
    };
    if (existing) {
      if (accounts.length > 0) this.warnOfPolicy(group, accounts);
      const modelPackageGroupArn = this.formatArn({ service: 'sagemaker', resource: 'model-package-group', resourceName: group });
      return ModelRegistry.fromModelRegistryAttributes(this, 'Registry', { modelPackageGroupArn, approval: described.approval, ...files });
    }
    const registry = new ModelRegistry(this, 'Registry', { ...described, group, ...files });
    if (accounts.length > 0) registry.shareWith(accounts);
    return registry;
  }

  /** Who may read versions is said by the policy of the group, which belongs to those who have made it. */
  private warnOfPolicy(group: string, accounts: string[]): void {
    Annotations.of(this).addWarningV2('mlops-constructs:importedPolicy',
      `the policy of the model package group ${group} is not changed here; where it is made, let ${accounts.join(', ')} `
      + 'find and deploy its versions: sagemaker:DescribeModelPackageGroup and sagemaker:ListModelPackages on the group, '
      + 'sagemaker:DescribeModelPackage and sagemaker:CreateModel on its versions');
  }

  private definePipeline(place: ModelPlace): TrainingPipeline {
    const { system, model, modelName, environmentName, shared, directory } = place;
    const { framework, frameworkVersion, image, entryPoint, environment } = model;
    return new TrainingPipeline(this, 'Pipeline', {
      ...model.pipeline!,
      pipelineName: resourceName(place, environmentName, modelName),
      sourceDirectory: directory,
      platform: shared.platform,
      role: existingRole(this, place.aws, 'training'),
      datasets: shared.datasets,
      features: shared.features,
      registry: this.registry,
      tracker: shared.tracker,
      model: { framework, frameworkVersion, image, entryPoint, environment },
      metadata: versionMetadata(system, model),
    });
  }
}
