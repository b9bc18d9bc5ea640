import { LockDefinition, MlopsDefinition } from '../../definition';
import { modelIn } from '../../definition/environment-model';
import { PinnedVersion } from '../../definition/lock-check';
import { madeEndpoint } from '../../definition/made-endpoint';
import { registryGroup, trainingEnvironment } from '../../definition/model-home';
import { awsPlace, awsPlaces } from '../../definition/places';
import { entry } from '../../definition/rules/names';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';

/** The parts of the ARN of a version, which says where it is. */
const VERSION = /^arn:[^:]+:sagemaker:(?<region>[^:]+):(?<account>\d+):model-package\/(?<group>[^/]+)\/\d+$/;

/** A version that is pinned is one of the model, where it can be deployed. */
export function pinnedVersionRules({ version, system, environmentName, modelName }: PinnedVersion, problems: Problems): void {
  const at = problems.at('aws', 'modelPackage');
  const place = awsPlace(system, environmentName);
  const model = entry(system.models, modelName);
  const { region, account, group } = VERSION.exec(version.aws?.modelPackage ?? '')?.groups ?? {};
  if (place === undefined || model === undefined || region === undefined || account === undefined || group === undefined) return;
  const wanted = registryGroup(system, modelName, model);
  // The service writes names in lower case in these ARNs.
  if (isKnown(wanted) && group.toLowerCase() !== wanted.toLowerCase()) {
    const { existing, group: named } = model.registry ?? {};
    const why = existing ? 'as "registry.existing" says' : named === undefined ? `that of ${JSON.stringify(modelName)}` : 'as "registry.group" says';
    at.add(`must be a version of the group ${JSON.stringify(wanted)}, ${why}, got ${JSON.stringify(group)}`);
  }
  if (isKnown(place.region) && region !== place.region) {
    at.add(`must be in ${JSON.stringify(place.region)}, the region of the environment, got ${JSON.stringify(region)}; `
      + 'copy the version there, and pin the copy');
  }
  // Versions are registered where the model is trained, and copies of them where they are served.
  const home = awsPlace(system, trainingEnvironment(system, model));
  const accounts = [...new Set([home?.account, place.account])];
  if (accounts.every(isKnown) && !accounts.includes(account)) {
    at.add(`must be in the account ${accounts.map(id => JSON.stringify(id)).join(' or ')}, where the model is trained or served, `
      + `got ${JSON.stringify(account)}`);
  }
}

/** A version is deployed in the region where it is registered, so what is served elsewhere must be a copy, which is pinned. */
export function versionRegionRules(system: MlopsDefinition, lock: LockDefinition | undefined, problems: Problems): void {
  for (const [environmentName, { region }] of awsPlaces(system)) {
    for (const modelName of Object.keys(system.models)) {
      const model = modelIn(system, environmentName, modelName);
      const home = model.pipeline && trainingEnvironment(system, model);
      const registered = home === undefined ? undefined : awsPlace(system, home)?.region;
      if (!isKnown(registered) || !isKnown(region) || registered === region || !(madeEndpoint(model) ?? model.batch)) continue;
      if (entry(entry(lock?.environments, environmentName), modelName)) continue;
      problems.at(environmentName, 'aws', 'region').add(`must be ${JSON.stringify(registered)} like that of ${JSON.stringify(home)}, `
        + `where versions of ${JSON.stringify(modelName)} `
        + `are registered, got ${JSON.stringify(region)}; or copy a version to this region and pin it in mlops.lock.json`);
    }
  }
}

/** AWS CodePipeline keeps what it deploys in one region; the others would need buckets that nobody has described. */
export function deliveredRegionRules(system: MlopsDefinition, problems: Problems): void {
  const homes = Object.values(system.models).map(model => trainingEnvironment(system, model));
  for (const [name, { region }] of awsPlaces(system)) {
    const home = homes.find(candidate => {
      const there = awsPlace(system, candidate)?.region;
      return isKnown(there) && isKnown(region) && there !== region;
    });
    if (home === undefined) continue;
    problems.at(name, 'aws', 'region').add(`must be ${JSON.stringify(awsPlace(system, home)!.region)} like that of ${JSON.stringify(home)}, `
      + 'from where `delivery` deploys, '
      + `got ${JSON.stringify(region)}; use one region, remove \`delivery\`, or define a DeliveryPipeline with \`replicationBuckets\``);
  }
}
