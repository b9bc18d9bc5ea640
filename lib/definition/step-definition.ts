import { DurationText, Framework, JobComputeDefinition } from './values';

/**
 * One step of a training pipeline: exactly one kind of work, and when and how it runs.
 *
 * References are names with a dot: `datasets.<name>`, `features.<name>`, `<step>.<output>`, `<step>.model` and
 * `<step>.<metric>`.
 *
 * @oneKeyOf process train tune transform condition register createModel lambda callback fail emr
 */
export interface StepDefinition {
  /**
   * Runs a script or a container on data.
   *
   * @default - another kind
   */
  readonly process?: ProcessStepDefinition;

  /**
   * Trains a model.
   *
   * @default - another kind
   */
  readonly train?: TrainStepDefinition;

  /**
   * Trains many models and keeps the best.
   *
   * @default - another kind
   */
  readonly tune?: TuneStepDefinition;

  /**
   * Scores data in bulk with a model.
   *
   * @default - another kind
   */
  readonly transform?: TransformStepDefinition;

  /**
   * Decides which steps run by a metric.
   *
   * @default - another kind
   */
  readonly condition?: ConditionStepDefinition;

  /**
   * Registers a model as a new version in the model registry.
   *
   * @default - another kind
   */
  readonly register?: RegisterStepDefinition;

  /**
   * Makes a SageMaker model of the files, for a transform step.
   *
   * @default - another kind
   */
  readonly createModel?: CreateModelStepDefinition;

  /**
   * Calls a Lambda function.
   *
   * @default - another kind
   */
  readonly lambda?: LambdaStepDefinition;

  /**
   * Sends a token to a queue and waits until somebody answers with it.
   *
   * @default - another kind
   */
  readonly callback?: CallbackStepDefinition;

  /**
   * Ends the run as failed, with a message.
   *
   * @default - another kind
   */
  readonly fail?: FailStepDefinition;

  /**
   * Runs a step on an Amazon EMR cluster.
   *
   * @default - another kind
   */
  readonly emr?: EmrStepDefinition;

  /**
   * Steps that must have succeeded before, besides those that this one refers to.
   *
   * @default - none
   */
  readonly after?: string[];

  /**
   * How long the result is reused when nothing that it depends on has changed; `0s` always runs.
   *
   * @default - the pipeline's `cache`
   */
  readonly cache?: DurationText;

  /**
   * How often the step is tried again when the service fails or has no capacity. Errors of your code are not tried again.
   *
   * @default - not tried again
   */
  readonly retry?: RetryDefinition;
}

/**
 * How often a step is tried again.
 */
export interface RetryDefinition {
  /**
   * The most attempts, from 1 to 20.
   *
   * @default 3
   * @minimum 1
   * @maximum 20
   * @asType integer
   */
  readonly attempts?: number;

  /**
   * The wait before the second attempt; it doubles each time.
   *
   * @default 1m
   */
  readonly interval?: DurationText;
}

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

/**
 * Runs a script or a container on data (a SageMaker processing job). Inputs are folders below
 * `/opt/ml/processing/input/<name>`, outputs are folders below `/opt/ml/processing/output/<name>`.
 */
export interface ProcessStepDefinition extends JobDefinition {
  /**
   * Names of the outputs; each can be an input of a later step as `<step>.<output>`.
   *
   * @default - no outputs
   */
  readonly outputs?: string[];

  /**
   * Metrics that the script writes to `/opt/ml/processing/output/metrics/metrics.json`, each with its path in that file,
   * for example `{ auc: binary_classification_metrics.auc.value }`. A condition can use them as `<step>.<metric>`.
   *
   * @default - no metrics
   */
  readonly metrics?: { [name: string]: string };

  /**
   * Arguments of the script, as `--<name> <value>`. `parameters.<name>` is a parameter of the pipeline.
   *
   * @default - no arguments
   */
  readonly arguments?: { [name: string]: string | number | boolean };
}

/**
 * Trains a model (a SageMaker training job). Inputs are channels below `/opt/ml/input/data/<name>`; what the script
 * writes to `/opt/ml/model` is the output `model`.
 */
export interface TrainStepDefinition extends JobDefinition {
  /**
   * Hyperparameters, handed to the script as `--<name> <value>`. `parameters.<name>` is a parameter of the pipeline.
   *
   * @default - none
   */
  readonly hyperparameters?: { [name: string]: string | number | boolean };

  /**
   * Metrics that the script prints, each with a regular expression whose one group is the value.
   *
   * @default - none
   */
  readonly metrics?: { [name: string]: string };

  /**
   * Whether spare capacity is used: cheaper, but the job may be interrupted and starts again from its checkpoint.
   *
   * @default false
   */
  readonly spot?: boolean;
}

/**
 * Trains many models with other hyperparameters and keeps the best (a SageMaker hyperparameter tuning job).
 */
export interface TuneStepDefinition extends TrainStepDefinition {
  /** The metric of `metrics` that decides. */
  readonly objective: string;

  /**
   * Whether the largest or the smallest value is best.
   *
   * @default maximize
   */
  readonly direction?: 'maximize' | 'minimize';

  /** The hyperparameters that vary, by name. */
  readonly ranges: { [name: string]: RangeDefinition };

  /**
   * Training jobs in all, from 1 to 750.
   *
   * @default 20
   * @minimum 1
   * @maximum 750
   * @asType integer
   */
  readonly maxJobs?: number;

  /**
   * Training jobs at one time, from 1 to 100.
   *
   * @default 2
   * @minimum 1
   * @maximum 100
   * @asType integer
   */
  readonly parallelJobs?: number;

  /**
   * How the next values are chosen.
   *
   * @default bayesian
   */
  readonly strategy?: 'bayesian' | 'grid' | 'hyperband' | 'random';
}

/**
 * The values of one hyperparameter.
 *
 * @oneKeyOf continuous integer categorical
 */
export interface RangeDefinition {
  /**
   * Two numbers: the smallest and the largest value.
   *
   * @default - not continuous
   * @minItems 2
   * @maxItems 2
   */
  readonly continuous?: number[];

  /**
   * Two whole numbers: the smallest and the largest value.
   *
   * @default - not integer
   * @minItems 2
   * @maxItems 2
   */
  readonly integer?: number[];

  /**
   * The values, at least one.
   *
   * @default - not categorical
   * @minItems 1
   */
  readonly categorical?: string[];

  /**
   * How values are spread over a numeric range.
   *
   * @default auto
   */
  readonly scale?: 'auto' | 'linear' | 'logarithmic' | 'reverse-logarithmic';
}

/**
 * Scores data in bulk (a SageMaker transform job). Its output is `<step>.predictions`.
 */
export interface TransformStepDefinition {
  /** The step that makes the model: `<step>.model` of a `createModel` step. */
  readonly model: string;

  /** What is scored: a reference or a place in Amazon S3. */
  readonly input: string;

  /**
   * The machines.
   *
   * @default - one ml.m5.xlarge
   */
  readonly compute?: JobComputeDefinition;

  /**
   * MIME type of the data.
   *
   * @default text/csv
   */
  readonly contentType?: string;

  /**
   * Whether files are split into lines, or sent whole.
   *
   * @default line
   */
  readonly splitBy?: 'line' | 'none';
}

/**
 * Decides by a metric. With `atLeast` and `atMost` both must hold.
 */
export interface ConditionStepDefinition {
  /** The metric: `<step>.<metric>` of a process step. */
  readonly metric: string;

  /**
   * The smallest value that is good: a number, or `parameters.<name>`.
   *
   * @default - no lower bound
   */
  readonly atLeast?: number | string;

  /**
   * The largest value that is good: a number, or `parameters.<name>`.
   *
   * @default - no upper bound
   */
  readonly atMost?: number | string;

  /**
   * The steps that run when the value is good.
   *
   * @default - none
   */
  readonly then?: string[];

  /**
   * The steps that run when it is not.
   *
   * @default - none: the run ends, as succeeded
   */
  readonly otherwise?: string[];
}

/**
 * Registers a model as a new version.
 */
export interface RegisterStepDefinition {
  /** The model: `<step>.model` of a train or tune step. */
  readonly model: string;

  /**
   * The process step whose metrics are kept with the version.
   *
   * @default - no metrics
   */
  readonly metrics?: string;

  /**
   * MIME types of requests.
   *
   * @default - text/csv
   */
  readonly contentTypes?: string[];

  /**
   * MIME types of answers.
   *
   * @default - text/csv
   */
  readonly responseTypes?: string[];

  /**
   * What is special about versions of this pipeline, for people.
   *
   * @default - no description
   * @maxLength 1024
   */
  readonly description?: string;
}

/**
 * Makes a SageMaker model of the files; a transform step can use it as `<step>.model`.
 */
export interface CreateModelStepDefinition {
  /** The files: `<step>.model` of a train or tune step. */
  readonly model: string;
}

/**
 * Calls a Lambda function and waits for its answer.
 */
export interface LambdaStepDefinition {
  /** Name of the function, in the same account and region. */
  readonly functionName: string;

  /**
   * What the function gets, by name. `parameters.<name>` is a parameter of the pipeline.
   *
   * @default - nothing
   */
  readonly inputs?: { [name: string]: string | number | boolean };

  /**
   * What the function answers, by name.
   *
   * @default - nothing
   */
  readonly outputs?: { [name: string]: 'boolean' | 'float' | 'integer' | 'string' };
}

/**
 * Waits for somebody else: sends a token to an Amazon SQS queue and waits for the answer with it.
 */
export interface CallbackStepDefinition {
  /** Name of the queue, in the same account and region. */
  readonly queueName: string;

  /**
   * What the message holds, by name. `parameters.<name>` is a parameter of the pipeline.
   *
   * @default - only the token
   */
  readonly inputs?: { [name: string]: string | number | boolean };

  /**
   * What the answer holds, by name.
   *
   * @default - nothing
   */
  readonly outputs?: { [name: string]: 'boolean' | 'float' | 'integer' | 'string' };
}

/**
 * Ends the run as failed.
 */
export interface FailStepDefinition {
  /**
   * Why, for people.
   *
   * @maxLength 3072
   */
  readonly message: string;
}

/**
 * Runs a step on an Amazon EMR cluster that is there already.
 */
export interface EmrStepDefinition {
  /**
   * Id of the cluster.
   *
   * @pattern ^j-[A-Z0-9]+$
   * @patternErrorMessage must be the id of an EMR cluster such as j-2AXXXXXXGAPLF
   */
  readonly clusterId: string;

  /** The JAR that runs. */
  readonly jar: string;

  /**
   * Arguments of the JAR.
   *
   * @default - none
   */
  readonly arguments?: string[];

  /**
   * The main class, when the JAR does not name it.
   *
   * @default - the JAR's own
   */
  readonly mainClass?: string;
}
