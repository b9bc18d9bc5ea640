import { IDatasetStore } from '../dataset-store';
import { IFeatureStore } from '../feature-store';

/**
 * Where a training has its scripts and its data from.
 */
export interface TrainingSources {
  /**
   * The folder that the paths of scripts and of `aws.fromFile` are relative to.
   *
   * @default - the folder in which the app runs
   */
  readonly sourceDirectory?: string;

  /**
   * The datasets that steps read as `datasets.<name>`.
   *
   * @default - no datasets
   */
  readonly datasets?: { [name: string]: IDatasetStore };

  /**
   * The feature groups whose offline stores steps read as `features.<name>`.
   *
   * @default - no feature groups
   */
  readonly features?: { [name: string]: IFeatureStore };
}
