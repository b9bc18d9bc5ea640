import { Construct } from 'constructs';
import { EnvironmentPlace } from './model-place';
import { DeliveryTrustProps, GithubTrust, GitlabTrust } from '../../aws/delivery-trust';
import { modelIn } from '../../definition/environment-model';
import { registryGroup, trainingEnvironment } from '../../definition/model-home';
import { awsPlaces } from '../../definition/places';

/** Lets the jobs that deliver a system into one of its environments, when they are not on AWS. */
export function defineDeliveryTrust(scope: Construct, place: EnvironmentPlace): void {
  const { environmentName, system: { delivery } } = place;
  const { githubActions, gitlabCi } = delivery ?? {};
  const [first] = environmentsOfAccount(place);
  const isLater = first !== environmentName;
  if (githubActions !== undefined) {
    new GithubTrust(scope, 'GithubTrust', {
      ...githubActions,
      ...deliveredNames(place),
      existingProvider: githubActions.existingProvider === true || isLater,
      environmentNames: awsPlaces(place.system).map(([name]) => name),
    });
  }
  if (gitlabCi !== undefined) {
    new GitlabTrust(scope, 'GitlabTrust', {
      ...gitlabCi,
      ...deliveredNames(place),
      existingProvider: gitlabCi.existingProvider === true || isLater,
      accountEnvironmentNames: environmentsOfAccount(place),
    });
  }
}

/** What jobs may reach: what has the names of the system here, and what has a name of its own. */
function deliveredNames({ environmentName, system }: EnvironmentPlace): DeliveryTrustProps {
  const models = Object.keys(system.models).map(name => [name, modelIn(system, environmentName, name)] as const);
  const trained = models.filter(([, model]) => model.pipeline && trainingEnvironment(system, model) === environmentName);
  const all = `${system.name}-${environmentName}-*`;
  const others = (names: readonly (string | undefined)[]) => names.flatMap(name => name?.startsWith(all.slice(0, -1)) ? [] : name ?? []);
  return {
    systemName: system.name,
    environmentName,
    endpointNames: [all, ...others(models.map(([, { endpoint }]) => endpoint?.name))],
    alarmNames: [all],
    pipelineNames: trained.length > 0 ? [all] : [],
    modelPackageGroupNames: trained.length > 0 ? [all, ...others(trained.map(([name, model]) => registryGroup(system, name, model)))] : [],
  };
}

/** An account has one provider for each system that delivers: the first environment there makes it. */
function environmentsOfAccount({ system, aws }: EnvironmentPlace): string[] {
  return awsPlaces(system).filter(([, { account }]) => account === aws.account).map(([name]) => name);
}
