import { ContainerDefinition } from './model-source-definition';
import { ScaleDefinition } from './scale-definition';
import { DurationText, SizeText } from './values';

/**
 * One of several models on a shared fleet (a SageMaker inference component).
 */
export interface ComponentDefinition {
  /**
   * The model. Not given for an adapter.
   *
   * @default - `baseComponent` brings it
   */
  readonly model?: ContainerDefinition;

  /**
   * Another component of the endpoint whose container this one extends with an adapter (`model.artifact`).
   *
   * @default - not an adapter
   */
  readonly baseComponent?: string;

  /**
   * Copies at the start, at least 1: a component cannot be created without a copy, only scaled to none afterwards.
   *
   * @default 1
   * @minimum 1
   * @asType integer
   */
  readonly copies?: number;

  /**
   * Memory of one copy, at least 128MiB.
   *
   * @default 1GiB
   */
  readonly memory?: SizeText;

  /**
   * Processor cores of one copy, at least 0.25.
   *
   * @default 1
   * @minimum 0.25
   */
  readonly cpus?: number;

  /**
   * GPUs or Neuron devices of one copy, at least 1.
   *
   * @default - none
   * @minimum 1
   * @asType integer
   */
  readonly accelerators?: number;

  /**
   * How the number of copies follows the load.
   *
   * @default - it does not
   */
  readonly scale?: ScaleDefinition;

  /**
   * How long a copy may take to download the model: 60s to 60m.
   *
   * @default - chosen by the service
   */
  readonly downloadTimeout?: DurationText;

  /**
   * How long the container may take until it answers its health check: 60s to 60m.
   *
   * @default - chosen by the service
   */
  readonly startupTimeout?: DurationText;
}
