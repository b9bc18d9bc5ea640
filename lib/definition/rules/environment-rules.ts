import { checkNames, checkUnique, entries, has, namesOf } from './names';
import { unknownName } from '../../private/nearest';
import { Problems } from '../../private/problems';
import { MlopsDefinition } from '../mlops-definition';

export function environmentRules({ environments, models }: MlopsDefinition, problems: Problems): void {
  if (environments !== undefined && namesOf(environments).length === 0) {
    problems.add('must have at least one environment, for example { prod: { region: eu-west-1 } }');
  }
  checkNames(environments, 16, problems);
  const withAccount = entries(environments).find(([, environment]) => environment.account !== undefined)?.[0];
  for (const [name, environment] of entries(environments)) {
    const at = problems.at(name);
    if (environment.account === undefined && withAccount !== undefined) {
      at.add(`needs an "account" too, as ${JSON.stringify(withAccount)} has one; without it, it goes to whatever account one is signed in to`);
    }
    checkUnique(environment.network?.existing?.subnetIds, at.at('network', 'existing', 'subnetIds'));
    checkUnique(environment.network?.existing?.securityGroupIds, at.at('network', 'existing', 'securityGroupIds'));
    for (const model of namesOf(environment.models)) {
      if (!has(models, model)) at.at('models', model).addForKey(unknownName('model', model, namesOf(models)));
    }
  }
}
