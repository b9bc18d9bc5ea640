import { Lazy } from 'aws-cdk-lib';
import { installableRules } from './environment-packages';
import { existingEndpointLimits, existingRules } from './existing-rules';
import { pipelineFile } from './pipeline-file';
import { placeRules } from './place-rules';
import { deliveredRegionRules, versionRegionRules } from './version-rules';
import { batchInferenceLimits, batchModelLimits } from '../../aws/batch-inference/batch-inference-limits';
import { datasetLimits } from '../../aws/dataset-store/dataset-limits';
import { deliveryLimits } from '../../aws/delivery-pipeline/delivery-pipeline-limits';
import { featureGroupLimits } from '../../aws/feature-store/feature-group-limits';
import { schemaLockLimits } from '../../aws/feature-store/schema-lock';
import { nameLimits } from '../../aws/foundation/name-limits';
import { regionNameLimits } from '../../aws/foundation/region-limits';
import { budgetLimits, chatLimits, networkLimits, packagesLimits } from '../../aws/ml-platform/platform-limits';
import { modelLimits, regionLimits, routeLimits } from '../../aws/model/model-limits';
import { placedEndpointLimits } from '../../aws/model-endpoint/limits/placement-limits';
import { monitoredModelLimits, monitoringRegionLimits, monitoringLimits } from '../../aws/monitoring/model-monitor-limits';
import { metadataLimits, servingLimits } from '../../aws/training-pipeline/serving-limits';
import {
  trainingPipelineRegionLimits, trainingPipelineLimits, trainingPipelineSourceLimits,
} from '../../aws/training-pipeline/training-pipeline-limits';
import { AwsPlaceDefinition, MlopsDefinition, ModelDefinition } from '../../definition';
import { problemsOfModel } from '../../definition/check';
import { madeEndpoint } from '../../definition/made-endpoint';
import { registryGroup, trainingEnvironment } from '../../definition/model-home';
import { awsPlace, awsPlaces } from '../../definition/places';
import { entry, has } from '../../definition/rules/names';
import { physicalName } from '../../private/names';
import { isInside, Path, Problem, Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { modelSource, versionMetadata } from '../system/model-source';
import { CheckedSystem } from '../system/platform';

/** What AWS asks of a system beyond what holds everywhere. */
export function awsLimits(checked: CheckedSystem): readonly Problem[] {
  return new AwsCheck(checked).problems();
}

/** The rules that the constructs have, before there are any. */
class AwsCheck {
  private readonly found = new Problems();
  private readonly system: MlopsDefinition;

  constructor(private readonly props: CheckedSystem) {
    this.system = this.withKnownRegions(props.system);
  }

  public problems(): readonly Problem[] {
    const { datasets, delivery, features, models } = this.system;
    this.each(['datasets'], datasets, datasetLimits);
    this.each(['features'], features, featureGroupLimits);
    for (const [name, aws] of awsPlaces(this.system)) {
      const { network, packages, region } = aws;
      const at = this.found.at('environments', name, 'aws');
      if (network) networkLimits(network, at.at('network'));
      if (packages) packagesLimits(packages, region, at.at('packages'));
      if (aws.chat) chatLimits(region, at.at('chat'));
      if (aws.budget) budgetLimits(region, at.at('budget'));
      existingRules(this.system, aws, at);
    }
    if (delivery) deliveryLimits(delivery, this.found.at('delivery'));
    for (const [name, model] of Object.entries(models)) {
      if (model.pipeline && this.isTrainedHere(model)) this.pipeline(name, model, this.found.at('models', name));
      this.found.addAll(problemsOfModel(this.system, name, (inEnvironment, at, { aws }) => {
        if (aws) this.model(inEnvironment, aws, at);
      }));
    }
    placeRules(this.system, this.found);
    nameLimits(this.system, this.found);
    this.deployed();
    if (this.props.isWhole) this.together();
    return this.found.all;
  }

  /** What is said of a region that there is not would be said of nothing. */
  private withKnownRegions(system: MlopsDefinition): MlopsDefinition {
    const environments = awsPlaces(system).map(([name, aws, environment]) => {
      const problems = new Problems(['environments', name, 'aws', 'region']);
      regionNameLimits(aws.region, problems);
      this.found.addAll(problems.all);
      const isKnownRegion = problems.all.length === 0;
      return [name, isKnownRegion ? environment : { ...environment, aws: { ...aws, region: Lazy.string({ produce: () => aws.region }) } }] as const;
    });
    return { ...system, environments: { ...system.environments, ...Object.fromEntries(environments) } };
  }

  private each<T>(path: Path, parts: { [name: string]: T } | undefined, rules: (part: T, at: Problems) => void): void {
    for (const [name, part] of Object.entries(parts ?? {})) rules(part, this.found.at(...path, name));
  }

  /** Whether nothing has been found at a place or inside of it. */
  private isSound(path: Path): boolean {
    return !this.found.all.some(problem => isInside(problem.path, path));
  }

  /** Whether AWS trains a model, as far as is known. */
  private isTrainedHere(model: ModelDefinition): boolean {
    const { environments } = this.props.written;
    const home = trainingEnvironment(this.props.written, model);
    return !has(environments, home) || entry(environments, home)?.aws !== undefined;
  }

  private pipeline(name: string, model: ModelDefinition, at: Problems): void {
    const pipeline = model.pipeline!;
    const { directory } = this.props;
    const home = trainingEnvironment(this.props.written, model);
    const region = awsPlace(this.system, home)?.region;
    trainingPipelineLimits(pipeline, at.at('pipeline'));
    trainingPipelineRegionLimits(pipeline, region, at.at('pipeline'));
    trainingPipelineSourceLimits(pipeline, directory, at.at('pipeline'));
    const file = at.at('pipeline', 'aws', 'fromFile');
    if (isKnown(pipeline.aws?.fromFile) && this.isSound(file.path)) {
      const registry = { modelPackageGroupName: registryGroup(this.props.written, name, model), approval: model.registry?.approval ?? 'manual' };
      pipelineFile(this.system, name, directory)!.check(registry, file);
    }
    servingLimits({ steps: pipeline.steps, model }, region, { model: at, steps: at.at('pipeline', 'steps') });
    this.metadata(name, model, at);
  }

  /** What people read of a version has its places in the definition. */
  private metadata(name: string, model: ModelDefinition, at: Problems): void {
    const { owner } = this.system;
    const pipelineName = physicalName([this.system.name, trainingEnvironment(this.props.written, model), name]);
    const found = new Problems();
    metadataLimits({ steps: model.pipeline?.steps, pipelineName, metadata: versionMetadata(this.system, model) }, found);
    for (const { message, path } of found.all) {
      const [part, key] = path;
      if (part === 'steps') at.at('pipeline', ...path).add(message);
      else if (key === 'owner' && owner !== undefined) this.found.at('owner').add(message);
      else if (key !== undefined) at.at(key).add(message);
      else at.at('pipeline', 'steps').add(message);
    }
  }

  /** One model as it is in one environment. */
  private model(model: ModelDefinition, { account, network, region }: AwsPlaceDefinition, at: Problems): void {
    const { batch, monitoring, pipeline } = model;
    const endpoint = madeEndpoint(model);
    const existing = model.endpoint?.existing;
    const source = pipeline ? undefined : modelSource(model);
    if (source && (endpoint && !endpoint.components || batch)) {
      modelLimits(source, at);
      regionLimits(source, region, at);
    }
    if (endpoint) {
      const place = { source: endpoint.components ? undefined : source, account, region, isIsolated: network?.isolated !== undefined };
      placedEndpointLimits(endpoint, place, at.at('endpoint'), at);
    }
    if (existing) existingEndpointLimits(existing, region, at.at('endpoint', 'existing'));
    if (batch) {
      batchInferenceLimits(batch, region, at.at('batch'), source);
      if (source) {
        batchModelLimits(source, at);
        routeLimits(source, at, 'for batch inference');
      }
    }
    if (monitoring) {
      monitoringLimits(monitoring, at.at('monitoring'));
      monitoringRegionLimits(monitoring, region, at.at('monitoring'));
      monitoredModelLimits(model, at);
    }
  }

  /** A change that would replace a feature group would lose what it holds. */
  private deployed(): void {
    for (const groups of Object.values(this.props.lock?.features ?? {})) {
      for (const [name, deployed] of Object.entries(groups)) {
        const group = Object.entries(this.system.features ?? {}).find(([key]) => key === name)?.[1];
        if (group) schemaLockLimits(group, deployed, this.found.at('features', name));
      }
    }
  }

  /** What several parts say of each other. */
  private together(): void {
    installableRules(this.system, this.props.directory, this.found);
    versionRegionRules(this.system, this.props.lock, this.found.at('environments'));
    if (this.system.delivery?.codePipeline) deliveredRegionRules(this.system, this.found.at('environments'));
  }
}
