import { DeliveryProps } from './delivery-props';
import { DeliveredSystem } from './model-delivery';
import { ShellWords } from './shell-words';
import { definitionProblems } from '../definition/check';
import { DeliverySystem } from '../definition/delivery/delivery-system';
import { given } from '../definition/given';
import { throwDefinitionProblems } from '../definition/report';
import { systemId } from '../definition/system-id';
import { MlopsError } from '../private/errors';

/** The system for what delivers it, when nothing is wrong with it and it says so. */
export function deliveredSystem(props: DeliveryProps, by: DeliverySystem, words: ShellWords): DeliveredSystem {
  const system = given(props.definition);
  throwDefinitionProblems(system, definitionProblems(system));
  if (system.delivery?.[by] === undefined) throw new MlopsError('NoDelivery', `the definition has no "delivery.${by}", so there are no files`);
  return { system, by, words, lock: props.lock, id: props.id ?? systemId(system.name) };
}
