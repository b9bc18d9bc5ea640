import { Annotations } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { EnvironmentPlace } from './model-place';
import { AzureTrust, DeliveryTrustProps, GithubTrust, GitlabTrust, GoogleTrust, JenkinsTrust } from '../../aws/delivery-trust';
import { azureConnection, azureSubject } from '../../definition/delivery/azure-identity';
import { AzurePipelinesDefinition } from '../../definition/delivery/azure-pipelines-definition';
import { CloudBuildDefinition } from '../../definition/delivery/cloud-build-definition';
import { DUTIES } from '../../definition/delivery/delivery-identity';
import { accountId, deliveryAccount } from '../../definition/delivery/google-identity';
import { modelIn } from '../../definition/environment-model';
import { registryGroup, trainingEnvironment } from '../../definition/model-home';
import { awsPlaces } from '../../definition/places';

/** Lets the jobs that deliver a system into one of its environments, when they are not on AWS. */
export function defineDeliveryTrust(scope: Construct, place: EnvironmentPlace): void {
  const { environmentName, system: { delivery } } = place;
  const { azurePipelines, cloudBuild, githubActions, gitlabCi, jenkins } = delivery ?? {};
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
  if (jenkins !== undefined) {
    new JenkinsTrust(scope, 'JenkinsTrust', {
      ...jenkins,
      ...deliveredNames(place),
      existingProvider: jenkins.existingProvider === true || isLater,
      accountEnvironmentNames: environmentsOfAccount(place),
    });
  }
  if (azurePipelines !== undefined) defineAzureTrust(scope, place, azurePipelines);
  if (cloudBuild !== undefined) defineGoogleTrust(scope, place, cloudBuild);
}

/** Service connections are known once they are there: until then nothing is let in. */
function defineAzureTrust(scope: Construct, place: EnvironmentPlace, azure: AzurePipelinesDefinition): void {
  const { environmentName, system: { name } } = place;
  const unknownIn = (environment: string) => DUTIES.map(duty => azureConnection(name, environment, duty))
    .filter(connection => azureSubject(azure, connection) === undefined);
  const unknown = unknownIn(environmentName);
  if (unknown.length === 0) {
    const isLater = environmentsOfAccount(place).find(other => unknownIn(other).length === 0) !== environmentName;
    new AzureTrust(scope, 'AzureTrust', { ...azure, ...deliveredNames(place), existingProvider: azure.existingProvider === true || isLater });
    return;
  }
  Annotations.of(scope).addWarningV2('mlops-constructs:unknownConnections',
    `nothing is let into ${environmentName} yet: \`delivery.azurePipelines.issuer.entra.subjects\` does not say the subjects of `
    + `${unknown.join(', ')}; run .azure-pipelines/${name}-setup.sh, which prints them`);
}

/** Service accounts are known once they are there: until then nothing is let in. */
function defineGoogleTrust(scope: Construct, place: EnvironmentPlace, google: CloudBuildDefinition): void {
  const { environmentName, system } = place;
  const own = [deliveryAccount(system.name), deliveryAccount(system.name, environmentName)];
  const unknown = own.filter(account => accountId(google, account) === undefined);
  if (unknown.length === 0) {
    new GoogleTrust(scope, 'GoogleTrust', { ...google, ...deliveredNames(place), environmentNames: awsPlaces(system).map(([name]) => name) });
    return;
  }
  Annotations.of(scope).addWarningV2('mlops-constructs:unknownAccounts',
    `nothing is let into ${environmentName} yet: \`delivery.cloudBuild.serviceAccounts\` does not say the unique ids of ${unknown.join(', ')}; `
    + `run .cloudbuild/${system.name}-setup.sh, which prints them`);
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
