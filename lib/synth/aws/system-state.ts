import { captureOf } from './endpoint-capture';
import { ISOLATED_DEFAULTS } from '../../aws/ml-platform/isolated-network';
import { defaultPackages } from '../../aws/ml-platform/platform-limits';
import {
  AwsExistingDefinition, ExistingStateDefinition, LockDefinition, MlopsDefinition, ModelDefinition, ModelStateDefinition, NetworkDefinition,
  NetworkStateDefinition, StateDefinition,
} from '../../definition';
import { storeEnvironment } from '../../definition/data-stores';
import { modelIn } from '../../definition/environment-model';
import { registryGroup, trainingEnvironment } from '../../definition/model-home';
import { awsPlace } from '../../definition/places';
import { entries, entry, has, namesOf } from '../../definition/rules/names';

/** Everything of an environment that holds data. It follows from the definition alone, so it can be recorded before anything is deployed. */
export function stateOf(system: MlopsDefinition, environmentName: string): StateDefinition {
  const { region, account, existing, network, packages } = awsPlace(system, environmentName)!;
  return given({
    system: system.name,
    aws: given({
      region,
      account,
      network: network && networkState(network),
      packageIndex: (packages ?? defaultPackages(network, region)).codeArtifact ? true : undefined,
      existing: existing && existingState(existing),
    }),
    datasets: ownDatasets(system),
    versioning: ownStores(system, environmentName),
    tracking: system.tracking && (system.tracking.server ? 'server' : 'app'),
    trackingVersion: system.tracking?.server?.version,
    models: modelStates(system, environmentName),
  });
}

/** What holds data by now and is not in the lock file, in words: a change could take it away without an error. */
export function unrecorded(system: MlopsDefinition, environmentName: string, lock: LockDefinition | undefined): string[] {
  const now = stateOf(system, environmentName);
  const recorded: Partial<StateDefinition> = entry(lock?.state, environmentName) ?? {};
  const features = entry(lock?.features, environmentName);
  return [
    ...(now.datasets ?? []).filter(name => !recorded.datasets?.includes(name)).map(name => `dataset ${name}`),
    ...ownFeatures(system, environmentName).filter(name => entry(features, name) === undefined).map(name => `feature group ${name}`),
    ...(now.versioning ?? []).filter(tool => !recorded.versioning?.includes(tool)).map(tool => `the store of ${tool}`),
    ...(now.tracking !== undefined && recorded.tracking === undefined ? ['tracking'] : []),
    ...entries(now.models).flatMap(([name, state]) => {
      const known: ModelStateDefinition = entry(recorded.models, name) ?? {};
      return [
        ...(state.group !== undefined && known.group === undefined ? [`versions of ${name}`] : []),
        ...(state.capture && !known.capture ? [`captured requests of ${name}`] : []),
      ];
    }),
  ];
}

/** The groups that an environment makes. */
export function ownFeatures(system: MlopsDefinition, environmentName: string): string[] {
  const existing = awsPlace(system, environmentName)?.existing?.featureGroups;
  return namesOf(system.features).filter(name => !has(existing, name));
}

function existingState({ encryptionKey, artifactBucket, dataBucket, logBucket }: AwsExistingDefinition): ExistingStateDefinition | undefined {
  const parts = given({ encryptionKey, artifactBucket, dataBucket, logBucket });
  return Object.keys(parts).length > 0 ? parts : undefined;
}

function ownDatasets(system: MlopsDefinition): string[] | undefined {
  const names = entries(system.datasets).filter(([, { location }]) => location === undefined).map(([name]) => name);
  return names.length > 0 ? names : undefined;
}

/** The tools whose stores are made here. */
function ownStores(system: MlopsDefinition, environmentName: string): string[] | undefined {
  if (storeEnvironment(system) !== environmentName) return undefined;
  const { dvc, gitLfs } = system.versioning ?? {};
  const tools = [...dvc && dvc.location === undefined ? ['dvc'] : [], ...gitLfs && gitLfs.server === undefined ? ['gitLfs'] : []];
  return tools.length > 0 ? tools : undefined;
}

function networkState({ isolated, existing }: NetworkDefinition): NetworkStateDefinition {
  if (existing) return given({ vpcId: existing.vpcId, ownSecurityGroup: existing.securityGroupIds ? undefined : true });
  return { ...ISOLATED_DEFAULTS, ...given({ cidr: isolated?.cidr, availabilityZones: isolated?.availabilityZones }), ownSecurityGroup: true };
}

function modelStates(system: MlopsDefinition, environmentName: string): StateDefinition['models'] {
  const states = entries(system.models)
    .map(([name]) => [name, modelState(system, environmentName, name)] as const)
    .filter(([, state]) => Object.keys(state).length > 0);
  return states.length > 0 ? Object.fromEntries(states) : undefined;
}

function modelState(system: MlopsDefinition, environmentName: string, name: string): ModelStateDefinition {
  const model = modelIn(system, environmentName, name);
  const isHome = trainingEnvironment(system, model) === environmentName;
  return given({
    group: isHome && model.pipeline ? registryGroup(system, name, model) : undefined,
    groupDescription: isHome && model.pipeline ? model.registry?.description : undefined,
    capture: isCaptured(model) ? true : undefined,
    delivery: isHome && system.delivery?.codePipeline ? true : undefined,
  });
}

function isCaptured(model: ModelDefinition): boolean {
  const capture = captureOf(model);
  return capture !== undefined && capture.percent !== 0;
}

/** Without the keys that have no value, as a file has it. */
function given<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}
