import { AwsPlaceDefinition } from './aws-place-definition';
import { BatchOverridesDefinition } from './batch-inference-definition';
import { KubernetesPlaceDefinition } from './kubernetes-place-definition';
import { ModelEndpointDefinition } from './model-endpoint-definition';
import { MonitoringDefinition } from './monitoring-definition';

/**
 * Where the system runs: exactly one place, and the rules that hold there.
 *
 * @oneKeyOf aws kubernetes
 */
export interface EnvironmentDefinition {
  /**
   * A region of Amazon Web Services.
   *
   * @default - not there
   */
  readonly aws?: AwsPlaceDefinition;

  /**
   * A namespace of a cluster of Kubernetes.
   *
   * @default - not there
   */
  readonly kubernetes?: KubernetesPlaceDefinition;

  /**
   * Whether people depend on this environment: everything that holds data or serves traffic is retained, its stacks
   * cannot be deleted by accident, and delivery waits for an approval before it.
   *
   * @default false
   */
  readonly protected?: boolean;

  /**
   * What differs here from the models' definitions, by model name. A key given here replaces the model's key.
   *
   * @default - every model is the same in every environment
   */
  readonly models?: { [name: string]: ModelOverridesDefinition };
}

/**
 * What one environment changes of a model.
 */
export interface ModelOverridesDefinition {
  /**
   * Keys that replace those of the model's `batch`. Of a model without one they are all of it, so it scores in this environment alone.
   *
   * @default - the model's own
   */
  readonly batch?: BatchOverridesDefinition;

  /**
   * Keys that replace those of the model's `endpoint`. One that is there already, `existing`, replaces all of it.
   *
   * @default - the model's own
   */
  readonly endpoint?: ModelEndpointDefinition;

  /**
   * Keys that replace those of the model's `monitoring`.
   *
   * @default - the model's own
   */
  readonly monitoring?: MonitoringDefinition;
}
