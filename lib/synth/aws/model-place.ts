import { IMlopsEnvironment } from './mlops-environment';
import { AwsPlaceDefinition, EnvironmentDefinition, LockDefinition, MlopsDefinition, ModelDefinition } from '../../definition';
import { registryGroup, trainingEnvironment } from '../../definition/model-home';
import { awsPlace, awsPlaces } from '../../definition/places';
import { physicalName } from '../../private/names';

export { registryGroup, trainingEnvironment };

/** One environment of a system, on AWS. */
export interface EnvironmentPlace {
  readonly system: MlopsDefinition;
  readonly environmentName: string;
  readonly environment: EnvironmentDefinition;
  /** Where it is. */
  readonly aws: AwsPlaceDefinition;
  /** The folder that paths in the definition are relative to. */
  readonly directory: string;
  /** What is pinned and deployed. */
  readonly lock?: LockDefinition;
}

/** One model in one environment: everything that its stacks are made from. */
export interface ModelPlace extends EnvironmentPlace {
  readonly modelName: string;
  /** With the environment's overrides. */
  readonly model: ModelDefinition;
  /** What the models of the environment share. */
  readonly shared: Pick<IMlopsEnvironment, 'platform' | 'datasets' | 'features' | 'tracker'>;
}

/** Whether the model is trained in this environment. */
export function trainsHere({ system, environmentName, model }: ModelPlace): boolean {
  return model.pipeline !== undefined && trainingEnvironment(system, model) === environmentName;
}

/** The stable name of what exists once in an environment, for a model or a feature group: `credit-risk-dev-applicant`. */
export function resourceName({ system }: Pick<EnvironmentPlace, 'system'>, environmentName: string, name: string): string {
  return physicalName([system.name, environmentName, name]);
}

/** The beginning of the names of an environment's buckets and key. */
export function platformPrefix(system: MlopsDefinition, environmentName: string): string {
  return `${system.name}-${environmentName}`;
}

/** Where versions of the model are registered. */
export function trainingPlace({ system, model }: Pick<ModelPlace, 'model' | 'system'>): AwsPlaceDefinition {
  const name = trainingEnvironment(system, model);
  const place = awsPlace(system, name);
  if (place === undefined) throw new Error(`the environment ${name} is not on AWS`);
  return place;
}

/** The accounts of the other environments. */
export function otherAccounts({ aws, system }: EnvironmentPlace): string[] {
  const accounts = awsPlaces(system).map(([, { account }]) => account);
  return [...new Set(accounts)].filter(account => account !== undefined && account !== aws.account) as string[];
}

