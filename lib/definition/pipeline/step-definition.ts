import { DurationText } from '../values';
import { CallbackStepDefinition } from './steps/callback-step-definition';
import { ConditionStepDefinition } from './steps/condition-step-definition';
import { CreateModelStepDefinition } from './steps/create-model-step-definition';
import { EmrStepDefinition } from './steps/emr-step-definition';
import { ExplainStepDefinition } from './steps/explain-step-definition';
import { FailStepDefinition } from './steps/fail-step-definition';
import { IngestStepDefinition } from './steps/ingest-step-definition';
import { LambdaStepDefinition } from './steps/lambda-step-definition';
import { ProcessStepDefinition } from './steps/process-step-definition';
import { RegisterStepDefinition } from './steps/register-step-definition';
import { TrainStepDefinition } from './steps/train-step-definition';
import { TrainingSetStepDefinition } from './steps/training-set-step-definition';
import { TransformStepDefinition } from './steps/transform-step-definition';
import { TuneStepDefinition } from './steps/tune-step-definition';

/**
 * One step of a training pipeline: exactly one kind of work, and when and how it runs.
 *
 * References are names with a dot: `datasets.<name>`, `features.<name>`, `<step>.<output>`, `<step>.model` and
 * `<step>.<metric>`.
 *
 * @oneKeyOf process ingest trainingSet train tune transform explain condition register createModel lambda callback fail emr
 */
export interface StepDefinition {
  /**
   * Runs a script or a container on data.
   *
   * @default - another kind
   */
  readonly process?: ProcessStepDefinition;

  /**
   * Writes rows of files into a feature group.
   *
   * @default - another kind
   */
  readonly ingest?: IngestStepDefinition;

  /**
   * Makes a training set of feature groups, each row with what was known of it then.
   *
   * @default - another kind
   */
  readonly trainingSet?: TrainingSetStepDefinition;

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
   * Says why a model answers as it does.
   *
   * @default - another kind
   */
  readonly explain?: ExplainStepDefinition;

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
