import { AwsPlaceDefinition } from './aws-place-definition';
import { LockDefinition, LockedVersionDefinition } from './lock-file';
import { MlopsDefinition } from './mlops-definition';
import { registryGroup, trainingEnvironment } from './model-home';
import { awsPlace } from './places';
import { entries, entry, has, namesOf } from './rules/names';
import { unknownName } from '../private/nearest';
import { Problem, Problems } from '../private/problems';
import { isKnown } from '../private/tokens';

/** What a lock file says that its definition does not bear out. The structure of both has been checked before. */
export function lockProblems(lock: LockDefinition, definition: MlopsDefinition): Problem[] {
  const problems = new Problems();
  for (const [environmentName, versions] of entries(lock.environments)) {
    if (!has(definition.environments, environmentName)) {
      problems.at('environments', environmentName).addForKey(unknownName('environment', environmentName, namesOf(definition.environments)));
    }
    if (entry(definition.environments, environmentName) === undefined) continue;
    const place = awsPlace(definition, environmentName);
    for (const [modelName, version] of entries(versions)) {
      const at = problems.at('environments', environmentName, modelName);
      const model = entry(definition.models, modelName);
      if (!has(definition.models, modelName)) at.addForKey(unknownName('model', modelName, namesOf(definition.models)));
      if (model !== undefined) versionRules(version, modelName, place, definition, at);
    }
  }
  for (const [environmentName, groups] of entries(lock.features)) {
    const at = problems.at('features', environmentName);
    if (!has(definition.environments, environmentName)) at.addForKey(unknownName('environment', environmentName, namesOf(definition.environments)));
    for (const name of namesOf(groups).filter(group => !has(definition.features, group))) {
      at.at(name).addForKey(`${unknownName('feature group', name, namesOf(definition.features))}; to give it up, remove it here, too: `
        + 'the group itself is kept');
    }
  }
  return [...problems.all];
}

function versionRules(
  version: LockedVersionDefinition, name: string, place: AwsPlaceDefinition | undefined, definition: MlopsDefinition, problems: Problems,
): void {
  const model = entry(definition.models, name)!;
  if (model.pipeline === undefined) {
    return problems.addForKey('has no pipeline, so no versions to pin; its definition says what is deployed');
  }
  if (place !== undefined) awsVersionRules(version, name, place, definition, problems.at('aws', 'modelPackage'));
}

function awsVersionRules(version: LockedVersionDefinition, name: string, place: AwsPlaceDefinition, definition: MlopsDefinition, at: Problems): void {
  const model = entry(definition.models, name)!;
  const [, region, account, group] = /^arn:[^:]+:sagemaker:([^:]+):(\d+):model-package\/([^/]+)\/\d+$/.exec(version.aws?.modelPackage ?? '') ?? [];
  if (region === undefined || account === undefined || group === undefined) return;
  const wanted = registryGroup(definition, name, model);
  // The service writes names in lower case in these ARNs.
  if (isKnown(wanted) && group.toLowerCase() !== wanted.toLowerCase()) {
    const why = model.registry?.group === undefined ? `that of ${JSON.stringify(name)}` : 'as "registry.group" says';
    at.add(`must be a version of the group ${JSON.stringify(wanted)}, ${why}, got ${JSON.stringify(group)}`);
  }
  if (isKnown(place.region) && region !== place.region) {
    at.add(`must be in ${JSON.stringify(place.region)}, the region of the environment, got ${JSON.stringify(region)}; `
      + 'copy the version there, and pin the copy');
  }
  // Versions are registered where the model is trained, and copies of them where they are served.
  const home = awsPlace(definition, trainingEnvironment(definition, model));
  const accounts = [...new Set([home?.account, place.account])];
  if (accounts.every(isKnown) && !accounts.includes(account)) {
    at.add(`must be in the account ${accounts.map(id => JSON.stringify(id)).join(' or ')}, where the model is trained or served, `
      + `got ${JSON.stringify(account)}`);
  }
}
