import { JobDefinition } from './job-definition';

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
