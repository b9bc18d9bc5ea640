import { LockDefinition, MlopsDefinition } from '../definition';

/**
 * The system that is delivered.
 */
export interface DeliveryProps {
  /** The system: loaded with `DefinitionFile.load`, or written in code. Its `delivery` names what delivers it. */
  readonly definition: MlopsDefinition;

  /**
   * The construct id of the system in its app, with which the paths of its stacks begin.
   *
   * @default - the name of the system without hyphens, each word with a capital letter, as `mlops synth` has it
   */
  readonly id?: string;

  /**
   * The versions that are pinned, by environment and model.
   *
   * @default - every trained model is released when a version of it is approved
   */
  readonly lock?: LockDefinition;
}
