import { checkNames, entries, has, namesOf } from './names';
import { networkRules } from './network-rules';
import { unknownName } from '../../private/nearest';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { MlopsDefinition } from '../mlops-definition';
import { awsPlaces } from '../places';

export function environmentRules(system: MlopsDefinition, problems: Problems): void {
  const { environments, models } = system;
  if (environments !== undefined && namesOf(environments).length === 0) {
    problems.add('must have at least one environment, for example { prod: { aws: { region: eu-west-1 } } }');
  }
  checkNames(environments, 16, problems);
  for (const [name, environment] of entries(environments)) {
    for (const model of namesOf(environment.models)) {
      if (!has(models, model)) problems.at(name, 'models', model).addForKey(unknownName('model', model, namesOf(models)));
    }
  }
  awsPlaceRules(system, problems);
}

function awsPlaceRules(system: MlopsDefinition, problems: Problems): void {
  const places = awsPlaces(system);
  const withAccount = places.find(([, { account }]) => account !== undefined)?.[0];
  for (const [name, { account, network }] of places) {
    const at = problems.at(name, 'aws');
    if (account === undefined && withAccount !== undefined) {
      at.add(`needs an "account" too, as ${JSON.stringify(withAccount)} has one; without it, it goes to whatever account one is signed in to`);
    }
    if (isKnown(network)) networkRules(network, at.at('network'));
  }
}
