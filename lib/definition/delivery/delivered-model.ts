import { deliveredPaths } from './delivered-paths';
import { DeliveryDefinition } from './delivery-definition';
import { DeployedVersion } from './delivery-stage';
import { modelIn } from '../environment-model';
import { LockDefinition } from '../lock-file';
import { madeEndpoint } from '../made-endpoint';
import { MlopsDefinition } from '../mlops-definition';
import { alarmName } from '../model-home';
import { entries, entry, namesOf } from '../rules/names';

/** One environment that a model is delivered to. */
export interface DeliveredEnvironment {
  readonly name: string;
  /** Whether people depend on it. */
  readonly isProtected: boolean;
  readonly version: DeployedVersion;
  /** Whether there is an endpoint to test. */
  readonly hasEndpoint: boolean;
  /** The names of the alarms that must stay quiet after the deployment. */
  readonly alarms: readonly string[];
}

/** What a delivery is planned from. */
export interface DeliveredModel {
  /** With the paths of the model. */
  readonly delivery: DeliveryDefinition;
  /** Whether something is deployed before training, and whether it is started; nothing when the model is not trained. */
  readonly training?: { readonly starts: boolean };
  /** Whether its versions are registered: only then they can be looked up. */
  readonly isRegistered: boolean;
  /** In the order of promotion. */
  readonly environments: readonly DeliveredEnvironment[];
}

/** The models of which there is something to deliver: not those whose endpoint is there already, and nothing else. */
export function deliveredModels(system: MlopsDefinition): string[] {
  return namesOf(system.models).filter(name => deliveredModel(system, name) !== undefined);
}

/** What a system says of the delivery of a model; nothing when it is not delivered. */
export function deliveredModel(system: MlopsDefinition, modelName: string, lock?: LockDefinition): DeliveredModel | undefined {
  const pipeline = entry(system.models, modelName)?.pipeline;
  if (system.delivery === undefined) return undefined;
  const environments = entries(system.environments).flatMap(([name, environment]): DeliveredEnvironment[] => {
    const model = modelIn(system, name, modelName);
    const hasEndpoint = madeEndpoint(model) !== undefined;
    if (!hasEndpoint && model.batch === undefined) return [];
    return [{
      name,
      isProtected: environment.protected ?? false,
      version: pipeline ? lockedVersion(lock, name, modelName) : { kind: 'none' },
      hasEndpoint,
      alarms: hasEndpoint ? [alarmName(system, name, modelName)] : [],
    }];
  });
  if (pipeline === undefined && environments.length === 0) return undefined;
  return {
    delivery: { ...system.delivery, paths: deliveredPaths(system.delivery, pipeline) },
    training: pipeline && { starts: true },
    isRegistered: pipeline !== undefined,
    environments,
  };
}

/** A trained model is pinned by the lock file, else deployed when it is approved. */
function lockedVersion(lock: LockDefinition | undefined, environmentName: string, modelName: string): DeployedVersion {
  const modelPackage = entry(entry(lock?.environments, environmentName), modelName)?.aws?.modelPackage;
  return modelPackage === undefined ? { kind: 'approved' } : { kind: 'pinned', modelPackage };
}
