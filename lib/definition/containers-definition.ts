import { ContainerShareDefinition } from './values';

/**
 * Copies of a container, each with its share of a machine that is there already.
 */
export interface ContainersDefinition extends ContainerShareDefinition {
  /**
   * How many copies, where nothing scales them.
   *
   * @default 1
   * @minimum 1
   * @asType integer
   */
  readonly count?: number;

  /**
   * How the number of copies follows the load.
   *
   * @default - it does not
   */
  readonly scale?: ContainersScaleDefinition;
}

/**
 * How the number of copies of a container follows its use of the processor.
 */
export interface ContainersScaleDefinition {
  /**
   * The fewest.
   *
   * @default 1
   * @minimum 1
   * @asType integer
   */
  readonly min?: number;

  /**
   * The most.
   *
   * @minimum 1
   * @asType integer
   */
  readonly max: number;

  /**
   * The share of `cpu` that should be in use, above 0 and at most 1.
   *
   * @default 0.7
   * @minimum 0.01
   * @maximum 1
   */
  readonly utilization?: number;
}
