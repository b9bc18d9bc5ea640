import * as kms from 'aws-cdk-lib/aws-kms';
import { ModelCardDefinition } from '../../definition';
import { PipelineDefinition } from '../../definition/pipeline/pipeline-definition';
import { IMlPlatform } from '../foundation/platform';

/**
 * A model card, and what else is known of the model.
 */
export interface ModelCardProps extends ModelCardDefinition {
  /**
   * Name of the card: letters, digits and single hyphens, at most 63. Another name makes another card.
   *
   * @default - made from the path of the construct
   */
  readonly modelCardName?: string;

  /**
   * Name of the model.
   *
   * @default - not said
   */
  readonly modelName?: string;

  /**
   * Who answers for the model.
   *
   * @default - not said
   */
  readonly owner?: string;

  /**
   * What goes wrong when the model is wrong: `high`, `medium` or `low`.
   *
   * @default - not rated, `Unknown`
   */
  readonly risk?: 'high' | 'low' | 'medium';

  /**
   * What the model is for.
   *
   * @default - not said
   */
  readonly intendedUse?: string;

  /**
   * The framework of a model that is trained elsewhere.
   *
   * @default - those of the pipeline's training steps
   */
  readonly framework?: string;

  /**
   * Where the files of a model are that is trained elsewhere.
   *
   * @default - not said
   */
  readonly artifact?: string;

  /**
   * How the model is trained: its data, hyperparameters, bounds and explanations become part of the card.
   *
   * @default - nothing is said of the training
   */
  readonly pipeline?: PipelineDefinition;

  /**
   * Brings the key.
   *
   * @default - no platform
   */
  readonly platform?: IMlPlatform;

  /**
   * Encrypts the card. It cannot be changed later.
   *
   * @default - the platform's key, else a new one
   */
  readonly encryptionKey?: kms.IKey;
}
