import { CfnParameter, Stack } from 'aws-cdk-lib';
import { ModelPlace } from './model-place';
import { registryGroup } from '../definition/model-home';

/** The parameter of a stack that takes the version of a model. */
export const VERSION_PARAMETER = 'ModelPackageArn';

/**
 * The version of a trained model that a stack works with: the pinned one, else what the delivery pipeline (or a person)
 * gives as a parameter of the stack.
 */
export function modelVersion(stack: Stack, place: ModelPlace): string {
  const pinned = place.lock?.environments[place.environmentName]?.[place.modelName];
  return pinned?.modelPackage ?? versionParameter(stack, place).valueAsString;
}

/** Two stacks with a parameter of their own, rather than one that hands it on: CloudFormation never changes an export that is in use. */
function versionParameter(stack: Stack, place: ModelPlace): CfnParameter {
  const group = registryGroup(place.system, place.modelName, place.model);
  const existing = stack.node.tryFindChild(VERSION_PARAMETER) as CfnParameter | undefined;
  return existing ?? new CfnParameter(stack, VERSION_PARAMETER, {
    type: 'String',
    description: `ARN of the version of ${place.modelName} that is deployed, from the model package group ${group}`,
    allowedPattern: `^arn:aws[a-z-]*:sagemaker:[a-z0-9-]+:\\d{12}:model-package/${group.toLowerCase()}/\\d+$`,
    constraintDescription: `must be the ARN of a version in the model package group ${group}`,
  });
}
