import { EndpointDefinition } from './endpoint-definition';
import { ExistingEndpointDefinition } from './existing-endpoint-definition';

/**
 * How a model of a system answers requests: at an endpoint that the system makes, or at one that is there already.
 */
export interface ModelEndpointDefinition extends EndpointDefinition {
  /**
   * An endpoint that is there already, instead of all other keys: alarms, checks and a dashboard are made for it, and nothing of it.
   *
   * @default - the system makes the endpoint
   */
  readonly existing?: ExistingEndpointDefinition;
}
