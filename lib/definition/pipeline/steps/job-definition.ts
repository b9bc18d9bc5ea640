import { JobSettingsDefinition } from './job-settings-definition';
import { Framework } from '../../values';

/**
 * What runs a job: a script in a framework's prebuilt image, or a container of your own.
 */
export interface JobDefinition extends JobSettingsDefinition {
  /**
   * A Python script; the path is relative to the definition's file. The folder that holds it is packed with it.
   *
   * @default - the image's own entry point
   * @pattern ^.+\.py$
   * @patternErrorMessage must be the path of a Python file such as src/train.py
   */
  readonly script?: string;

  /**
   * The framework whose prebuilt SageMaker image runs the script.
   *
   * @default - sklearn for a process step; needed for a train step without `image`
   */
  readonly framework?: Framework;

  /**
   * Version of the framework, as in the image's tag.
   *
   * @default - the newest that the library knows
   */
  readonly frameworkVersion?: string;

  /**
   * A container image of your own in Amazon ECR, instead of a framework's.
   *
   * @default - the framework's prebuilt image
   */
  readonly image?: string;

  /**
   * What the job reads, by the name under which it finds it: a reference (`datasets.applications`, `prepare.train`,
   * `train.model`) or a place of files.
   *
   * @default - nothing
   */
  readonly inputs?: { [name: string]: string };
}
