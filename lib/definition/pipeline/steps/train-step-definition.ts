import { JobDefinition } from './job-definition';

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
