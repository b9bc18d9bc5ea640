import { FeatureGroupDefinition } from './feature-group-definition';
import { readSource, readSourceIfPresent } from './read-source';
import { throwDefinitionProblems } from './report';
import { StateDefinition } from './state-definition';
import { structureProblems } from './structure';
import { StoragePlace } from './values';

/**
 * The model versions that each environment serves, and what holds data there (`mlops.lock.json`). It is kept in git: deploying
 * is a reviewed commit, rolling back is a revert, and what would lose data is an error until somebody removes its line here.
 */
export interface LockDefinition {
  /**
   * Version of the format: 1.
   *
   * @minimum 1
   * @maximum 1
   * @asType integer
   */
  readonly version: number;

  /** The versions, by environment and model. */
  readonly environments: { [environment: string]: { [model: string]: LockedVersionDefinition } };

  /**
   * The feature groups as they are deployed, by environment and name; `mlops lock` records them. A change that would replace
   * one of them is an error.
   *
   * @default - nothing is known of what is deployed
   */
  readonly features?: { [environment: string]: { [group: string]: FeatureGroupDefinition } };

  /**
   * What else holds data, by environment; `mlops lock` records it. A change that would replace it or leave it behind is an error.
   *
   * @default - nothing is known of what holds data
   */
  readonly state?: { [environment: string]: StateDefinition };
}

/**
 * One version of a model, by the registry that keeps it.
 *
 * @oneKeyOf aws kubernetes
 */
export interface LockedVersionDefinition {
  /**
   * A version in the SageMaker model registry.
   *
   * @default - not there
   */
  readonly aws?: AwsVersionDefinition;

  /**
   * Files that containers in a cluster load.
   *
   * @default - not there
   */
  readonly kubernetes?: KubernetesVersionDefinition;

  /**
   * The model's files, for people and for checks; the version itself says where they are.
   *
   * @default - not recorded
   */
  readonly artifact?: StoragePlace;

  /**
   * SHA-256 of the model's files, so that a review shows that they are the ones that were tested.
   *
   * @default - not recorded
   * @pattern ^sha256:[0-9a-f]{64}$
   * @patternErrorMessage must be `sha256:` and 64 hexadecimal digits
   */
  readonly artifactDigest?: string;

  /**
   * What the version achieved, by metric, so that a review shows what changes.
   *
   * @default - not recorded
   */
  readonly metrics?: { [metric: string]: number };
}

/**
 * A version in the SageMaker model registry.
 */
export interface AwsVersionDefinition {
  /**
   * ARN of the version.
   *
   * @pattern ^arn:aws[a-z-]*:sagemaker:[a-z0-9-]+:\d{12}:model-package/[a-zA-Z0-9-]+/\d+$
   * @patternErrorMessage must be the ARN of a version such as arn:aws:sagemaker:eu-west-1:111111111111:model-package/churn/7
   */
  readonly modelPackage: string;
}

/**
 * A version as a cluster gets it: nothing there keeps versions, so the files say it all.
 */
export interface KubernetesVersionDefinition {
  /** The files of the version, where nothing else is ever written. */
  readonly artifact: StoragePlace;
}

/**
 * The file that pins model versions and records what holds data: `mlops.lock.json`.
 */
export class LockFile {
  /**
   * Reads and checks a lock file. Everything that is wrong is said in one error, each with line and column.
   *
   * @param path a JSON file; it must be there
   */
  public static load(path: string): LockDefinition {
    return checked(readSource(path, 'lock file'));
  }

  /**
   * Reads and checks a lock file when there is one.
   *
   * @param path a JSON file; without it no version is pinned
   */
  public static loadIfPresent(path: string): LockDefinition | undefined {
    const lock = readSourceIfPresent(path, 'lock file');
    return lock && checked(lock);
  }

  private constructor() {}
}

function checked(lock: object): LockDefinition {
  throwDefinitionProblems(lock, structureProblems('LockDefinition', lock));
  return lock as LockDefinition;
}
