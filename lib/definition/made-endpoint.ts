import { EndpointDefinition } from './endpoint-definition';
import { ModelDefinition } from './model-definition';

/** The endpoint that a system makes for a model; nothing when there is none, or when it is there already. */
export function madeEndpoint({ endpoint }: Pick<ModelDefinition, 'endpoint'>): EndpointDefinition | undefined {
  return endpoint?.existing === undefined ? endpoint : undefined;
}
