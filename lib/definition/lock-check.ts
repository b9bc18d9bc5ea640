import { EnvironmentDefinition } from './environment-definition';
import { LockDefinition, LockedVersionDefinition } from './lock-file';
import { MlopsDefinition } from './mlops-definition';
import { ModelDefinition } from './model-definition';
import { entries, entry, has, namesOf } from './rules/names';
import { unknownName } from '../private/nearest';
import { Problem, Problems } from '../private/problems';
import { isKnown } from '../private/tokens';

/** What a lock file says that its definition does not bear out. The structure of both has been checked before. */
export function lockProblems(lock: LockDefinition, definition: MlopsDefinition): Problem[] {
  const problems = new Problems();
  for (const [environmentName, versions] of entries(lock.environments)) {
    const environment = entry(definition.environments, environmentName);
    if (!has(definition.environments, environmentName)) {
      problems.at('environments', environmentName).addForKey(unknownName('environment', environmentName, namesOf(definition.environments)));
    }
    if (environment === undefined) continue;
    for (const [modelName, version] of entries(versions)) {
      const at = problems.at('environments', environmentName, modelName);
      const model = entry(definition.models, modelName);
      if (!has(definition.models, modelName)) at.addForKey(unknownName('model', modelName, namesOf(definition.models)));
      if (model !== undefined) versionRules(version, model, environment, definition, at);
    }
  }
  for (const [environmentName, groups] of entries(lock.features)) {
    const at = problems.at('features', environmentName);
    if (!has(definition.environments, environmentName)) at.addForKey(unknownName('environment', environmentName, namesOf(definition.environments)));
    for (const name of namesOf(groups).filter(group => !has(definition.features, group))) {
      at.at(name).addForKey(`${unknownName('feature group', name, namesOf(definition.features))}; to give it up, remove it here, too: the group itself is kept`);
    }
  }
  return [...problems.all];
}

function versionRules(
  version: LockedVersionDefinition, model: ModelDefinition, environment: EnvironmentDefinition, definition: MlopsDefinition, problems: Problems,
): void {
  if (model.pipeline === undefined) {
    return problems.addForKey('has no pipeline, so no versions to pin; its definition says what is deployed');
  }
  const at = problems.at('modelPackage');
  const [, region, group] = /^arn:[^:]+:sagemaker:([^:]+):\d+:model-package\/([^/]+)\/\d+$/.exec(version.modelPackage) ?? [];
  if (region === undefined || group === undefined) return;
  const wanted = model.registry?.group;
  if (isKnown(wanted) && group !== wanted) {
    at.add(`must be a version of the group ${JSON.stringify(wanted)}, as "registry.group" says, got ${JSON.stringify(group)}`);
  }
  // Versions are registered where the model is trained; a model is served from its own region.
  const regions = new Set([environment.region, trainingRegion(model, definition)].filter(isKnown));
  if (regions.size > 0 && !regions.has(region)) {
    at.add(`must be in ${[...regions].map(name => JSON.stringify(name)).join(' or ')}, the region of the environment, got ${JSON.stringify(region)}`);
  }
}

function trainingRegion(model: ModelDefinition, definition: MlopsDefinition): string | undefined {
  const name = model.pipeline?.environment ?? namesOf(definition.environments)[0];
  return name === undefined ? undefined : entry(definition.environments, name)?.region;
}
