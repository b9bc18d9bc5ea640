import { Aws, CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import { ModelPlace, trainingPlace } from './model-place';
import { registryGroup } from '../../definition/model-home';

/** The parameter of a stack that takes the version of a model. */
export const VERSION_PARAMETER = 'ModelPackageArn';

/**
 * The version of a trained model that a stack works with: the pinned one, else what the delivery pipeline gives as a
 * parameter of the stack.
 */
export function modelVersion(stack: Stack, place: ModelPlace): string {
  return pinnedVersion(place) ?? ownVersion(place, versionParameter(stack, place).valueAsString);
}

/** The version that the lock file has for a trained model in an environment. */
export function pinnedVersion({ lock, environmentName, model, modelName }: ModelPlace): string | undefined {
  return model.pipeline && lock?.environments[environmentName]?.[modelName]?.aws?.modelPackage;
}

/** Whether what is deployed will have a version: one that it names itself, a pinned one, or the one that a delivery fills in. */
export function comesWithVersion(place: ModelPlace): boolean {
  return place.model.pipeline === undefined || place.system.delivery !== undefined || pinnedVersion(place) !== undefined;
}

/** Two stacks with a parameter of their own, rather than one that hands it on: CloudFormation never changes an export that is in use. */
function versionParameter(stack: Stack, place: ModelPlace): CfnParameter {
  const { group, account, region } = registryOf(place);
  const existing = stack.node.tryFindChild(VERSION_PARAMETER) as CfnParameter | undefined;
  return existing ?? new CfnParameter(stack, VERSION_PARAMETER, {
    type: 'String',
    description: `ARN of the version of ${place.modelName} that is deployed, from the model package group ${group}`,
    allowedPattern: `^arn:aws[a-z-]*:sagemaker:${region}:${account ?? '\\d{12}'}:model-package/${group.toLowerCase()}/\\d{1,9}$`,
    constraintDescription: `must be the ARN of a version in the model package group ${group} of ${account ?? 'this account'} in ${region}`,
  });
}

/** Where the model's versions are. */
function registryOf(place: ModelPlace) {
  const { system, model, modelName } = place;
  const { account, region } = trainingPlace(place);
  return { group: registryGroup(system, modelName, model), account, region };
}

/** A pattern cannot name the account that is known only at deployment; then the version is looked for there, whatever was given. */
function ownVersion(place: ModelPlace, given: string): string {
  const { group, account, region } = registryOf(place);
  if (account !== undefined) return given;
  return `arn:${Aws.PARTITION}:sagemaker:${region}:${Aws.ACCOUNT_ID}:model-package/${group.toLowerCase()}/${Fn.select(2, Fn.split('/', given))}`;
}
