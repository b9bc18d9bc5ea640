import { BatchInferenceDefinition } from './batch-inference-definition';
import { ModelCardDefinition } from './model-card-definition';
import { ModelEndpointDefinition } from './model-endpoint-definition';
import { ModelRegistryDefinition } from './model-registry-definition';
import { ModelSourceDefinition } from './model-source-definition';
import { MonitoringDefinition } from './monitoring-definition';
import { PipelineDefinition } from './pipeline/pipeline-definition';

export * from './model-source-definition';

/**
 * One model through its life: how it is trained, registered, served and watched.
 */
export interface ModelDefinition extends ModelSourceDefinition {
  /**
   * What goes wrong when the model is wrong; it becomes a tag, and part of every version's metadata.
   *
   * @default medium
   */
  readonly risk?: 'high' | 'low' | 'medium';

  /**
   * What the model is for, for people; part of every version's metadata.
   *
   * @default - not said
   * @maxLength 256
   */
  readonly intendedUse?: string;

  /**
   * What people must know of the model to judge it, kept as a card in the environment in which it is trained, else in the first.
   * `{}` says what the rest of the definition does.
   *
   * @default - no card
   */
  readonly card?: ModelCardDefinition;

  /**
   * How the model is trained.
   *
   * @default - the model is trained elsewhere; give `artifact`, `image`, `containers` or `aws.modelPackage`
   */
  readonly pipeline?: PipelineDefinition;

  /**
   * How versions are kept and approved.
   *
   * @default - versions wait for an approval, when the model has a pipeline
   */
  readonly registry?: ModelRegistryDefinition;

  /**
   * How the model answers requests.
   *
   * @default - no endpoint
   */
  readonly endpoint?: ModelEndpointDefinition;

  /**
   * How the model scores data in bulk.
   *
   * @default - no batch inference
   */
  readonly batch?: BatchInferenceDefinition;

  /**
   * How the model is watched.
   *
   * @default - alarms and a dashboard when there is an endpoint, no monitoring of data
   */
  readonly monitoring?: MonitoringDefinition;
}
