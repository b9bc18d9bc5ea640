import { DataVersioningDefinition } from './data-versioning-definition';
import { DatasetDefinition } from './dataset-definition';
import { DeliveryDefinition } from './delivery';
import { EnvironmentDefinition } from './environment-definition';
import { FeatureGroupDefinition } from './feature-group-definition';
import { ModelDefinition } from './model-definition';
import { TrackingDefinition } from './tracking-definition';

/**
 * A team's whole machine-learning system: what it is made of and where it runs. The same data in YAML, TypeScript
 * and Python; everything else follows from it.
 *
 * In a file, keys at the top that begin with `x-` may hold anything, such as anchors for the rest of it.
 */
export interface MlopsDefinition {
  /**
   * Name of the system. The names of its stacks and endpoints begin with it, so keep it short and do not change it.
   *
   * @pattern ^[a-z](-?[a-z0-9])*$
   * @patternErrorMessage must be lower-case letters, digits and single hyphens, beginning with a letter, such as credit-risk
   * @maxLength 24
   */
  readonly name: string;

  /**
   * Who answers for the system, as an e-mail address; alarms are sent there.
   *
   * @default - nobody is subscribed to the alarms
   * @pattern ^[^@\s]+@[^@\s]+\.[^@\s]+$
   * @patternErrorMessage must be an e-mail address
   */
  readonly owner?: string;

  /**
   * Where the system runs, by name, in the order of promotion: models train in the first and end in the last.
   */
  readonly environments: { [name: string]: EnvironmentDefinition };

  /**
   * The versioned data that models are trained on, by name.
   *
   * @default - no datasets
   */
  readonly datasets?: { [name: string]: DatasetDefinition };

  /**
   * The feature groups, by name.
   *
   * @default - no feature store
   */
  readonly features?: { [name: string]: FeatureGroupDefinition };

  /**
   * The models, by name. The name is part of the endpoint's, the registry group's and the stacks' names.
   */
  readonly models: { [name: string]: ModelDefinition };

  /**
   * How changes and versions reach the environments: with AWS CodePipeline or GitHub Actions.
   *
   * @default - no delivery; deploy with `cdk deploy` or from another CI system
   */
  readonly delivery?: DeliveryDefinition;

  /**
   * Where experiments and training runs are recorded.
   *
   * @default - training runs are not recorded
   */
  readonly tracking?: TrackingDefinition;

  /**
   * How the repository keeps data and models that are too large for Git: with DVC or Git LFS.
   *
   * @default - Git holds what the repository has
   */
  readonly versioning?: DataVersioningDefinition;

  /**
   * Tags of every resource that can take a new tag without being replaced.
   *
   * @default - only the tags that the library sets, which begin with `mlops:`
   */
  readonly tags?: { [key: string]: string };
}
