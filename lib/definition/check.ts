import { Token } from 'aws-cdk-lib';
import { CAPABILITIES, PLACE_NAMES } from './capabilities';
import { EnvironmentDefinition } from './environment-definition';
import { modelIn, writtenAt } from './environment-model';
import { MlopsDefinition } from './mlops-definition';
import { ModelDefinition } from './model-definition';
import { placeOf } from './places';
import { firstCauses } from './report';
import { dataVersioningRules } from './rules/data-versioning-rules';
import { datasetRules } from './rules/dataset-rules';
import { deliveredModelRules, deliveryRules } from './rules/delivery-rules';
import { deliverySystemRules } from './rules/delivery-system-rules';
import { environmentRules } from './rules/environment-rules';
import { featureGroupRules } from './rules/feature-group-rules';
import { gapRules } from './rules/gap-rules';
import { modelRules } from './rules/model-rules';
import { checkNames, entries, entry, Named } from './rules/names';
import { pipelineRules } from './rules/pipeline-rules';
import { placeWordsRules } from './rules/place-words-rules';
import { surroundingsOf } from './rules/surroundings';
import { systemRules } from './rules/system-rules';
import { sourceOf } from './source';
import { inOrder, isObject, structureProblems } from './structure';
import { PathSet } from '../private/path-set';
import { Problem, Problems } from '../private/problems';

/**
 * Everything that is wrong with a definition on any platform: its structure first, then what its parts say of each other.
 * Parts whose structure is wrong are left out of the second, so that one cause is said once.
 */
export function definitionProblems(definition: MlopsDefinition): Problem[] {
  const source = sourceOf(definition);
  const structure = structureProblems('MlopsDefinition', definition, { written: path => source?.written(path) });
  const sound = new PathSet(structure.flatMap(({ path, meant = [] }) => [path, ...meant])).without(definition) as MlopsDefinition | undefined;
  if (!isObject(sound)) return structure;

  const problems = new Problems();
  if (source !== undefined) {
    for (const [key, value] of Object.entries(sound)) if (!key.startsWith('x-')) tokenTexts(value, problems.at(key));
  }
  systemRules(sound, problems);
  environmentRules(sound, problems.at('environments'));
  namedRules(sound.datasets, datasetRules, problems.at('datasets'));
  if (sound.versioning !== undefined) dataVersioningRules(sound, problems.at('versioning'));
  namedRules(sound.features, featureGroupRules, problems.at('features'));
  for (const [name, model] of entries(sound.models)) {
    if (model.pipeline !== undefined) pipelineRules(model.pipeline, problems.at('models', name, 'pipeline'), surroundingsOf(sound, model));
    problems.addAll(problemsOfModel(sound, name, (inEnvironment, at) => modelRules(inEnvironment, sound, at)));
  }
  if (sound.delivery !== undefined) {
    deliveryRules(sound.delivery, problems.at('delivery'));
    deliveredModelRules(sound, problems.at('delivery'));
    deliverySystemRules(sound, problems);
  }

  gapRules(sound, CAPABILITIES, PLACE_NAMES, problems);
  placeWordsRules(sound, problems);

  return inOrder(definition, firstCauses(structure, problems.all));
}

/**
 * What is wrong with a model in any environment. What comes from an environment's override is placed there; what is wrong
 * in every environment is said once.
 */
export function problemsOfModel(
  definition: MlopsDefinition, modelName: string, rules: (model: ModelDefinition, problems: Problems, environment: EnvironmentDefinition) => void,
): Problem[] {
  const found = new Map<string, Problem>();
  const checked = new Set<string>();
  for (const [environmentName, environment] of entries(definition.environments)) {
    const model = modelIn(definition, environmentName, modelName);
    // Environments without overrides have the same model, and are told apart by their place.
    const isOverridden = entry(environment.models, modelName) !== undefined;
    const at = placeOf(environment);
    const place = JSON.stringify([at, at && environment[at]]);
    if (!isOverridden && checked.has(place)) continue;
    if (!isOverridden) checked.add(place);
    const problems = new Problems();
    rules(model, problems, environment);
    for (const problem of problems.all) {
      const path = writtenAt(definition, environmentName, modelName, problem.path);
      found.set(JSON.stringify([path, problem.message]), { ...problem, path });
    }
  }
  return [...found.values()];
}

/** Parts of one kind, each with a name of its own. */
function namedRules<T>(parts: Named<T>, rules: (part: T, problems: Problems) => void, problems: Problems): void {
  checkNames(parts, 40, problems);
  for (const [name, part] of entries(parts)) rules(part, problems.at(name));
}

/** Text in a file that looks like a token of the CDK stands for nothing. */
function tokenTexts(value: unknown, problems: Problems): void {
  if (typeof value === 'string' && Token.isUnresolved(value)) {
    problems.add(`must not look like a token of the CDK, got ${JSON.stringify(value)}; a file holds plain values`);
  } else if (isObject(value)) {
    for (const [key, inner] of Object.entries(value)) tokenTexts(inner, problems.at(Array.isArray(value) ? Number(key) : key));
  }
}
