import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { productionParts, shadowPart } from './endpoint-parts';
import { endpointRules } from './model-endpoint-rules';
import { EndpointDefinition } from '../../definition/endpoint-definition';
import { ContainerDefinition, ModelSourceDefinition } from '../../definition/model-definition';
import { structureProblems } from '../../definition/structure';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { PlatformOptions } from '../ml-platform/platform';
import { EcrImage } from '../model/ecr-image';
import { modelRules, regionRules } from '../model/model-rules';

/** What an endpoint is checked for beyond its definition: its model, and the place where it runs. */
export interface PlacedEndpoint extends EndpointDefinition, PlatformOptions {
  readonly model?: ModelSourceDefinition;
}

/** All rules of an endpoint with its model, in its stack. */
export function placementRules(scope: Construct, props: PlacedEndpoint, problems: Problems): void {
  const { model } = props;
  const { account, region } = Stack.of(scope);
  if (model) {
    const structure = structureProblems('ModelSourceDefinition', model);
    problems.at('model').addAll(structure);
    // The rules below trust the types.
    if (structure.length > 0) return;
    if (!props.components) modelRules(model, problems.at('model'));
  }
  endpointRules(props, problems, model);

  const shadow = shadowPart(props);
  const parts = props.components ? [] : [...productionParts(props, model), ...(shadow ? [shadow] : [])];
  for (const part of parts) {
    const at = problems.at(...part.path, 'model');
    if (!part.model) at.add('must be given: what the variant runs');
    else regionRules(part.model, region, at);
    if (part.model && part.compute.serverless) imageAccountRule(part.model, account, at);
  }
  if (parts.some(part => part.compute.serverless) && props.vpc) {
    problems.at('vpc').add('must not be given for a serverless endpoint, which cannot be in a VPC; use `compute.instances`');
  }
}

/** Serverless endpoints pull images from the own account or from AWS, and refuse all others. */
function imageAccountRule({ image }: ContainerDefinition, account: string, problems: Problems): void {
  const parsed = isKnown(image) ? EcrImage.parse(image) : undefined;
  if (parsed && isKnown(account) && isKnown(parsed.account) && parsed.account !== account && !parsed.isPrebuilt) {
    problems.at('image').add(`must be in the account of the stack, ${account}, for a serverless endpoint, got ${JSON.stringify(parsed.account)}; copy the image`);
  }
}
