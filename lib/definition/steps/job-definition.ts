import { DurationText, Framework, JobComputeDefinition } from '../values';

/**
 * What runs a job: a script in a framework's prebuilt image, or a container of your own.
 */
export interface JobDefinition {
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
   * The machines.
   *
   * @default - one ml.m5.xlarge
   */
  readonly compute?: JobComputeDefinition;

  /**
   * What the job reads, by the name under which it finds it: a reference (`datasets.applications`, `prepare.train`,
   * `train.model`) or a place in Amazon S3.
   *
   * @default - nothing
   */
  readonly inputs?: { [name: string]: string };

  /**
   * Environment variables, at most 100. They are readable in the template: no secrets.
   *
   * @default - none of your own
   */
  readonly environment?: { [name: string]: string };

  /**
   * The job is stopped after this time: 1m to 28d, for a process step at most 5d.
   *
   * @default 1d
   */
  readonly timeout?: DurationText;
}
