import { KubernetesIdentityDefinition } from './kubernetes-identity-definition';
import { StoragePlace } from './values';

/**
 * What training needs in a cluster.
 */
export interface KubernetesTrainingDefinition {
  /**
   * Where the steps' results and the models are kept: `s3://`, `gs://` or `https://` (Azure Blob Storage). Each run has a folder of its
   * own there, below the name of the pipeline.
   */
  readonly files: StoragePlace;

  /**
   * As whom training reads its data and writes `files`.
   *
   * @default - as the models do, by the `identity` beside it
   */
  readonly identity?: KubernetesIdentityDefinition;
}
