import { Construct } from 'constructs';
import { EnvironmentPlace } from './model-place';
import { GithubTrust } from '../../aws/delivery-trust';
import { modelIn } from '../../definition/environment-model';
import { registryGroup, trainingEnvironment } from '../../definition/model-home';
import { awsPlaces } from '../../definition/places';

/** Lets the jobs that deliver a system into one of its environments, when GitHub Actions delivers it. */
export function defineGithubTrust(scope: Construct, place: EnvironmentPlace): GithubTrust | undefined {
  const { system, environmentName } = place;
  const github = system.delivery?.githubActions;
  if (github === undefined) return undefined;
  const models = Object.keys(system.models).map(name => [name, modelIn(system, environmentName, name)] as const);
  const trained = models.filter(([, model]) => model.pipeline && trainingEnvironment(system, model) === environmentName);
  const all = `${system.name}-${environmentName}-*`;
  const others = (names: readonly (string | undefined)[]) => names.flatMap(name => name?.startsWith(all.slice(0, -1)) ? [] : name ?? []);
  return new GithubTrust(scope, 'GithubTrust', {
    ...github,
    existingProvider: github.existingProvider === true || !isFirstOfAccount(place),
    systemName: system.name,
    environmentName,
    environmentNames: awsPlaces(system).map(([name]) => name),
    endpointNames: [all, ...others(models.map(([, { endpoint }]) => endpoint?.name))],
    alarmNames: [all],
    pipelineNames: trained.length > 0 ? [all] : [],
    modelPackageGroupNames: trained.length > 0 ? [all, ...others(trained.map(([name, model]) => registryGroup(system, name, model)))] : [],
  });
}

/** An account has one provider for GitHub: the first environment there makes it. */
function isFirstOfAccount({ system, environmentName, aws }: EnvironmentPlace): boolean {
  return awsPlaces(system).find(([, { account }]) => account === aws.account)?.[0] === environmentName;
}
