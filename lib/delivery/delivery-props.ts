import { DeliveredSystem } from './model-delivery';
import { ShellWords } from './shell-words';
import { LockDefinition, MlopsDefinition } from '../definition';
import { definitionProblems } from '../definition/check';
import { DeliverySystem } from '../definition/delivery/delivery-system';
import { given } from '../definition/given';
import { throwDefinitionProblems } from '../definition/report';
import { systemId } from '../definition/system-id';
import { MlopsError } from '../private/errors';

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

/** The system for what delivers it, when nothing is wrong with it and it says so. */
export function deliveredSystem(props: DeliveryProps, by: DeliverySystem, words: ShellWords): DeliveredSystem {
  const system = given(props.definition);
  throwDefinitionProblems(system, definitionProblems(system));
  if (system.delivery?.[by] === undefined) throw new MlopsError('NoDelivery', `the definition has no "delivery.${by}", so there are no files`);
  return { system, by, words, lock: props.lock, id: props.id ?? systemId(system.name) };
}
