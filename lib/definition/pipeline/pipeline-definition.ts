import { NewDataDefinition } from './new-data-definition';
import { StepDefinition } from './step-definition';
import { DurationText, ScheduleText, TimeZoneText } from '../values';

/**
 * How a model is trained: a graph of steps that run as one; on AWS a SageMaker pipeline.
 *
 * @oneKeyOf steps aws
 */
export interface PipelineDefinition {
  /**
   * The steps, by name. A step runs when the steps that it refers to have succeeded.
   *
   * @default - those of a file, `aws.fromFile`
   */
  readonly steps?: { [name: string]: StepDefinition };

  /**
   * A pipeline that only AWS can run, instead of steps.
   *
   * @default - `steps`
   */
  readonly aws?: AwsPipelineDefinition;

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
   * The time zone of `schedule`: its times then move with summer time.
   *
   * @default UTC
   */
  readonly timeZone?: TimeZoneText;

  /**
   * Training that begins when data arrives, beside the schedule.
   *
   * @default - data starts nothing
   */
  readonly onNewData?: NewDataDefinition;

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

/**
 * A pipeline of AWS.
 */
export interface AwsPipelineDefinition {
  /**
   * A pipeline definition in JSON, as the SageMaker Python SDK writes it (`pipeline.definition()`); the path is relative
   * to the definition's file. It is deployed as it is, under the library's role, registry and delivery.
   */
  readonly fromFile: string;
}
