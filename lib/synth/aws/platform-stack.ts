import { Annotations, Reference, Stack, Tokenization } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { defineDataStores } from './data-stores';
import { defineDeliveryTrust } from './delivery-trust';
import { existingFeatures, existingParts, existingReach } from './existing-parts';
import { EnvironmentPlace, otherAccounts, platformPrefix, resourceName } from './model-place';
import { namedBuckets } from './named-buckets';
import { SystemStack, tagsOf } from './system-stack';
import { unrecorded } from './system-state';
import { DatasetStore, IDatasetStore } from '../../aws/dataset-store';
import { ExperimentTracker, IExperimentTracker } from '../../aws/experiment-tracker';
import { FeatureStore, IFeatureStore } from '../../aws/feature-store';
import { MlPlatform } from '../../aws/ml-platform';
import { CostBudget } from '../../aws/ml-platform/cost-budget';
import { FeatureGroupDefinition } from '../../definition';
import { trainingEnvironment } from '../../definition/model-home';
import { entry } from '../../definition/rules/names';
import { sourceOf } from '../../definition/source';
import { listed } from '../../private/nearest';

/** What the models of one environment share. */
export class PlatformStack extends SystemStack {
  public readonly platform: MlPlatform;
  public readonly datasets: { [name: string]: IDatasetStore };
  public readonly features: { [name: string]: IFeatureStore };
  public readonly tracker?: IExperimentTracker;

  constructor(scope: Construct, id: string, place: EnvironmentPlace) {
    super(scope, id, place, `What the models of ${place.system.name} share in ${place.environmentName}`);
    this.platform = this.definePlatform(place);
    this.datasets = this.each(place.system.datasets, 'Datasets', (parent, name, dataset) =>
      new DatasetStore(parent, name, {
        ...dataset, platform: this.platform, notifies: dataset.location === undefined && startsTraining(place, name),
      }));
    this.features = this.each(place.system.features, 'Features', (parent, name, group) =>
      this.defineFeatures(parent, name, group, place));
    this.tracker = place.system.tracking && new ExperimentTracker(this, 'Tracker', {
      ...place.system.tracking, platform: this.platform,
    });
    defineDeliveryTrust(this, place);
    defineDataStores(this, place, this.platform);
    this.defineBudget(place);
    this.exportAll();
    this.warnOfUnrecorded(place);
  }

  private defineFeatures(parent: Construct, name: string, group: FeatureGroupDefinition, place: EnvironmentPlace): IFeatureStore {
    const existing = entry(place.aws.existing?.featureGroups, name);
    if (existing) return FeatureStore.fromFeatureStoreAttributes(parent, name, existingFeatures(new Construct(parent, `${name}Parts`), existing));
    return new FeatureStore(parent, name, {
      ...group,
      featureGroupName: resourceName(place, place.environmentName, name),
      deployed: place.lock?.features?.[place.environmentName]?.[name],
      platform: this.platform,
    });
  }

  /** Counts what has the tags of the environment. */
  private defineBudget(place: EnvironmentPlace): void {
    const { aws: { budget }, system: { owner } } = place;
    const { 'mlops:environment': environment = '', 'mlops:system': system = '' } = tagsOf(place);
    if (budget && owner) new CostBudget(this, 'Budget', { ...budget, owner, tags: { 'mlops:environment': environment, 'mlops:system': system } });
  }

  /**
   * Exports what models may use whether or not one uses it now. Otherwise a model that uses less would take an export back, which
   * CloudFormation refuses as long as the model's stack, which is deployed later, still imports it.
   */
  private exportAll(): void {
    const { alarmTopic, artifactBucket, dataBucket, encryptionKey, logBucket, securityGroups = [], vpc } = this.platform;
    const buckets = [artifactBucket, dataBucket, ...Object.values(this.datasets).map(({ bucket }) => bucket)];
    const values = [
      encryptionKey.keyArn, alarmTopic.topicArn, logBucket.bucketName,
      ...buckets.flatMap(({ bucketArn, bucketName }) => [bucketArn, bucketName]),
      ...(vpc?.isolatedSubnets ?? []).map(({ subnetId }) => subnetId),
      ...securityGroups.map(({ securityGroupId }) => securityGroupId),
      ...(this.tracker ? [this.tracker.trackingUri] : []),
    ];
    // What is there already has a name that everybody knows.
    values.filter(value => this.isOwn(value)).forEach(value => this.exportValue(value));
  }

  private isOwn(value: string): boolean {
    const [reference, ...more] = Tokenization.reverseString(value).tokens;
    return more.length === 0 && Reference.isReference(reference) && Stack.of(reference.target) === this;
  }

  /** A definition in code has no file beside it that a command could write. */
  private warnOfUnrecorded({ environmentName, lock, system }: EnvironmentPlace): void {
    const missing = sourceOf(system) ? unrecorded(system, environmentName, lock) : [];
    if (missing.length === 0) return;
    Annotations.of(this).addWarningV2('mlops-constructs:unrecordedState', `mlops.lock.json does not record ${listed(missing, 4)} `
      + `in ${environmentName}, `
      + 'so a later change could replace it or leave it behind without an error; run `npx mlops lock` and commit the file');
  }

  /** Models are trained in one account and run in others, so those may read the versions, and nobody reads the other way. */
  private definePlatform(place: EnvironmentPlace): MlPlatform {
    const { aws, directory, environment, environmentName, system } = place;
    const accounts = otherAccounts(place);
    const reach = existingReach(aws.existing);
    const platform = new MlPlatform(this, 'Platform', {
      ...existingParts(this, aws.existing),
      namePrefix: platformPrefix(system, environmentName),
      owner: system.owner,
      chat: aws.chat,
      network: aws.network,
      packages: aws.packages,
      protected: environment.protected,
      reachableAccounts: [...accounts, ...reach.accounts],
      reachableBuckets: [...namedBuckets(system, directory), ...reach.buckets],
    });
    if (accounts.length > 0 && trainsModels(place)) platform.shareWith(accounts, 'pipelines/');
    return platform;
  }

  private each<D, C>(definitions: { [name: string]: D } | undefined, id: string, define: (parent: Construct, name: string, definition: D) => C) {
    const names = Object.keys(definitions ?? {});
    if (names.length === 0) return {};
    const parent = new Construct(this, id);
    return Object.fromEntries(names.map(name => [name, define(parent, name, definitions![name]!)]));
  }
}

/** Whether versions of a model come from this environment. */
function trainsModels({ system, environmentName }: EnvironmentPlace): boolean {
  return Object.values(system.models ?? {}).some(model => model.pipeline && trainingEnvironment(system, model) === environmentName);
}

/** Whether what arrives in a dataset starts the training of a model here. */
function startsTraining({ system, environmentName }: EnvironmentPlace, dataset: string): boolean {
  return Object.values(system.models ?? {}).some(model =>
    model.pipeline?.onNewData?.of.includes(`datasets.${dataset}`) && trainingEnvironment(system, model) === environmentName);
}
