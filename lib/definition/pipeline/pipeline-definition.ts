import { StepDefinition } from './step-definition';
import { DurationText, ScheduleText } from '../values';

/**
 * How a model is trained: a graph of steps that run as one SageMaker pipeline.
 *
 * @oneKeyOf steps fromFile
 */
export interface PipelineDefinition {
  /**
   * The steps, by name. A step runs when the steps that it refers to have succeeded.
   *
   * @default - `fromFile`
   */
  readonly steps?: { [name: string]: StepDefinition };

  /**
   * A pipeline definition in JSON, as the SageMaker Python SDK writes it (`pipeline.definition()`); the path is relative
   * to this file. It is deployed as it is, under the library's role, registry and delivery.
   *
   * @default - `steps`
   */
  readonly fromFile?: string;

  /**
   * Values that a start may change, with their defaults. The type follows from the default.
   *
   * @default - no parameters
   */
  readonly parameters?: { [name: string]: string | number | boolean };

  /**
   * The environment in which the model is trained and registered.
   *
   * @default - the first environment
   */
  readonly environment?: string;

  /**
   * When training starts by itself.
   *
   * @default - only when the delivery pipeline, drift or a person starts it
   */
  readonly schedule?: ScheduleText;

  /**
   * The most steps that run at one time, from 1.
   *
   * @default - as many as are ready
   * @minimum 1
   * @asType integer
   */
  readonly parallelism?: number;

  /**
   * How long the result of a step is reused when nothing that it depends on has changed. A step can say otherwise.
   *
   * @default - steps always run
   */
  readonly cache?: DurationText;
}
