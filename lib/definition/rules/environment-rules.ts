import { checkNames, entries, has, namesOf } from './names';
import { unknownName } from '../../private/nearest';
import { Problems } from '../../private/problems';
import { MlopsDefinition } from '../mlops-definition';

/** A system runs somewhere, and an environment changes models that there are. */
export function environmentRules({ environments, models }: MlopsDefinition, problems: Problems): void {
  if (environments !== undefined && namesOf(environments).length === 0) {
    problems.add('must have at least one environment, for example { prod: { aws: { region: eu-west-1 } } }');
  }
  checkNames(environments, 16, problems);
  for (const [name, environment] of entries(environments)) {
    for (const model of namesOf(environment.models)) {
      if (models !== undefined && !has(models, model)) problems.at(name, 'models', model).addForKey(unknownName('model', model, namesOf(models)));
    }
  }
}
