import { installableRules } from './environment-packages';
import { registryGroup, trainingEnvironment } from './model-place';
import { modelSource } from './model-source';
import { pipelineFile } from './pipeline-file';
import { stateProblems } from './state-check';
import { batchInferenceRules, batchModelRules } from '../aws/batch-inference/batch-inference-rules';
import { datasetRules } from '../aws/dataset-store/dataset-rules';
import { deliveryRules } from '../aws/delivery-pipeline/delivery-pipeline-rules';
import { featureGroupRules } from '../aws/feature-store/feature-group-rules';
import { schemaLockRules } from '../aws/feature-store/schema-lock';
import { networkRules, packagesRules } from '../aws/ml-platform/platform-rules';
import { modelRules, regionRules } from '../aws/model/model-rules';
import { endpointRules } from '../aws/model-endpoint/model-endpoint-rules';
import { monitoredModelRules, monitoringRules } from '../aws/monitoring/model-monitor-rules';
import { trainingPipelineRegionRules, trainingPipelineRules, trainingPipelineSourceRules } from '../aws/training-pipeline/training-pipeline-rules';
import { LockDefinition, MlopsDefinition, ModelDefinition } from '../definition';
import { definitionProblems, problemsOfModel } from '../definition/check';
import { lockProblems } from '../definition/lock-check';
import { firstCauses, throwFindings } from '../definition/report';
import { structureProblems } from '../definition/structure';
import { Path, Problem, Problems } from '../private/problems';

/**
 * Throws everything that is wrong with a system in one error: what holds on every platform, what AWS asks, and whether the
 * pinned versions fit. It runs before anything is made, so that a faulty definition leaves nothing behind.
 *
 * @param directory the folder that scripts and pipeline files are relative to
 */
export function checkSystem(definition: MlopsDefinition, lock: LockDefinition | undefined, directory: string): void {
  const general = definitionProblems(definition);
  // Its rules trust the types.
  const isSound = lock !== undefined
    && [structureProblems('MlopsDefinition', definition), structureProblems('LockDefinition', lock)].every(({ length }) => length === 0);
  const state = isSound ? stateProblems(lock, definition) : { definition: [], lock: [] };
  throwFindings([
    {
      of: definition,
      problems: firstCauses(general, awsProblems(definition, directory, general), deployedProblems(definition, lock), state.definition),
    },
    ...(lock ? [{ of: lock, problems: [...lockProblems(lock, definition), ...state.lock] }] : []),
  ]);
}

/** What AWS asks beyond what holds everywhere. Rules trust the types, so parts that are wrong already are left out. */
function awsProblems(definition: MlopsDefinition, directory: string, known: readonly Problem[]): Problem[] {
  const problems = new Problems();
  // Without environments there is no place to ask about.
  if (known.some(({ path }) => path.length === 0 || path[0] === 'environments' && path.length <= 3)) return [];
  const sound = (path: Path) => !known.some(problem => contains(path, problem.path) || contains(problem.path, path));
  const check = <T>(path: Path, part: T | undefined, ...rules: ((part: T, at: Problems) => void)[]) => {
    if (part !== undefined && sound(path)) rules.forEach(rule => rule(part, problems.at(...path)));
  };
  const checkEach = <T>(path: Path, parts: { [name: string]: T } | undefined, ...rules: ((part: T, at: Problems) => void)[]) =>
    Object.entries(parts ?? {}).forEach(([name, part]) => check([...path, name], part, ...rules));

  checkEach(['datasets'], definition.datasets, datasetRules);
  checkEach(['features'], definition.features, featureGroupRules);
  check(['delivery'], definition.delivery, deliveryRules);
  checkEach(['environments'], definition.environments, (environment, at) => {
    if (environment.network) networkRules(environment.network, at.at('network'));
    if (environment.packages) packagesRules(environment.packages, environment.region, at.at('packages'));
  });
  for (const [name, model] of Object.entries(definition.models ?? {})) {
    check(['models', name], model.pipeline && model, (sane, at) => pipelineProblems(definition, name, sane, directory, at.at('pipeline')));
  }
  if (sound(['environments']) && sound(['models'])) installableRules(definition, directory, problems);
  if (definition.delivery && sound(['models'])) deliveredRegionRules(definition, problems.at('environments'));
  for (const modelName of Object.keys(definition.models ?? {})) {
    const overridden = Object.keys(definition.environments).map(name => ['environments', name, 'models', modelName]);
    if (![['models', modelName], ...overridden].every(sound)) continue;
    problems.addAll(problemsOfModel(definition, modelName, (model, at, environment) => modelProblems(model, environment.region, at)));
  }
  return [...problems.all];
}

/** AWS CodePipeline keeps what it deploys in one region; the others would need buckets that nobody has described. */
function deliveredRegionRules({ environments, models, ...system }: MlopsDefinition, problems: Problems): void {
  const homes = Object.values(models).map(model => trainingEnvironment({ environments, models, ...system }, model));
  for (const [name, { region }] of Object.entries(environments)) {
    const home = homes.find(candidate => environments[candidate] !== undefined && environments[candidate].region !== region);
    if (home === undefined) continue;
    problems.at(name, 'region').add(`must be ${JSON.stringify(environments[home]!.region)} like that of ${JSON.stringify(home)}, from where \`delivery\` deploys, `
      + `got ${JSON.stringify(region)}; use one region, remove \`delivery\`, or define a DeliveryPipeline with \`replicationBuckets\``);
  }
}

/** A change that would replace a feature group would lose what it holds. */
function deployedProblems(definition: MlopsDefinition, lock: LockDefinition | undefined): Problem[] {
  const problems = new Problems();
  for (const groups of Object.values(lock?.features ?? {})) {
    for (const [name, deployed] of Object.entries(groups)) {
      const group = definition.features?.[name];
      if (group) schemaLockRules(group, deployed, problems.at('features', name));
    }
  }
  return [...problems.all];
}

function pipelineProblems(definition: MlopsDefinition, name: string, model: ModelDefinition, directory: string, at: Problems): void {
  const pipeline = model.pipeline!;
  if (pipeline.fromFile !== undefined) {
    const registry = { modelPackageGroupName: registryGroup(definition, name, model), approval: model.registry?.approval ?? 'manual' };
    pipelineFile(definition, name, directory)!.check(registry, at.at('fromFile'));
  }
  trainingPipelineRules(pipeline, at);
  trainingPipelineRegionRules(pipeline, definition.environments[trainingEnvironment(definition, model)]?.region, at);
  trainingPipelineSourceRules(pipeline, directory, at);
}

/** One model as it is in one environment. */
function modelProblems(model: ModelDefinition, region: string, at: Problems): void {
  const { endpoint, batch, monitoring, pipeline } = model;
  const own = modelSource(model);
  const source = pipeline || Object.keys(own).length === 0 ? undefined : own;
  if (source && (endpoint && !endpoint.components || batch)) {
    modelRules(source, at);
    regionRules(source, region, at);
  }
  if (endpoint) endpointRules(endpoint, at.at('endpoint'), source);
  if (batch) {
    batchInferenceRules(batch, at.at('batch'));
    if (source) batchModelRules(source, at);
  }
  if (monitoring) {
    monitoringRules(monitoring, at.at('monitoring'));
    monitoredModelRules(model, at);
  }
}

function contains(path: Path, inner: Path): boolean {
  return path.every((key, index) => inner[index] === key);
}
