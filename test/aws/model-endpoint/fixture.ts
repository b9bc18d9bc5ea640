import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ModelEndpoint, ModelEndpointProps } from '../../../lib/aws/model-endpoint';
import { endpointLimits } from '../../../lib/aws/model-endpoint/limits/model-endpoint-limits';
import { EndpointDefinition } from '../../../lib/definition/endpoint-definition';
import { ModelSourceDefinition } from '../../../lib/definition/model-definition';
import { partRules } from '../../../lib/definition/rules/part-rules';
import { inTurn, Problems, renderPath } from '../../../lib/private/problems';

export const MODEL = { artifact: 's3://models/default-risk/7/model.tar.gz', framework: 'xgboost' as const };
export const ENV = { account: '111111111111', region: 'eu-west-1' };

interface Made {
  readonly endpoint: ModelEndpoint;
  readonly stack: Stack;
  readonly template: Template;
}

/** What a template holds; it has no types. */
export type Json = ReturnType<typeof JSON.parse>;

/** One endpoint named `risk` in a stack, and its template. */
export function endpoint(props: ModelEndpointProps = {}): Made {
  const stack = new Stack(new App(), 'Stack', { env: ENV });
  const made = new ModelEndpoint(stack, 'Endpoint', { name: 'risk', ...(props.components ? {} : { model: MODEL }), ...props });
  return { endpoint: made, stack, template: Template.fromStack(stack) };
}

/** The template of one endpoint. */
export function templateOf(props: ModelEndpointProps = {}): Template {
  return endpoint(props).template;
}

/** What the rules say about a definition: `path: message`. */
export function problemsOf(
  definition: EndpointDefinition, model: ModelSourceDefinition | undefined = definition.components ? undefined : MODEL,
): string[] {
  const [general, limits] = [new Problems(), new Problems()];
  partRules('EndpointDefinition', definition, general, {});
  endpointLimits(definition, limits, model);
  return inTurn(general.all, limits.all).map(({ path, message }) => `${renderPath(path)}: ${message}`);
}

/** The properties of the only resource of a type. */
export function only(template: Template, type: string): Json {
  const found = Object.values(template.findResources(type));
  expect(found).toHaveLength(1);
  return found[0]!.Properties;
}
