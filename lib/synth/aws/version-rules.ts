import { LockDefinition, MlopsDefinition } from '../../definition';
import { modelIn } from '../../definition/environment-model';
import { trainingEnvironment } from '../../definition/model-home';
import { awsPlace, awsPlaces } from '../../definition/places';
import { entry } from '../../definition/rules/names';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';

/** A version is deployed in the region where it is registered, so what is served elsewhere must be a copy, which is pinned. */
export function versionRegionRules(system: MlopsDefinition, lock: LockDefinition | undefined, problems: Problems): void {
  for (const [environmentName, { region }] of awsPlaces(system)) {
    for (const modelName of Object.keys(system.models)) {
      const model = modelIn(system, environmentName, modelName);
      const home = model.pipeline && trainingEnvironment(system, model);
      const registered = home === undefined ? undefined : awsPlace(system, home)?.region;
      if (!isKnown(registered) || !isKnown(region) || registered === region || !(model.endpoint ?? model.batch)) continue;
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
