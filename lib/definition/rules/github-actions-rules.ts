import { entries, items } from './names';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { DeliveryDefinition } from '../delivery';
import { MlopsDefinition } from '../mlops-definition';
import { awsPlace } from '../places';

/** The lists of a delivery whose entries are run by a shell. */
const COMMANDS = ['install', 'test', 'synth'] as const;

/** What GitHub Actions can do of a delivery, and what it needs to know of the environments. */
export function githubActionsRules(system: MlopsDefinition, problems: Problems): void {
  const { delivery, environments } = system;
  if (delivery === undefined || !isKnown(delivery.githubActions)) return;
  for (const [name] of entries(environments)) {
    const place = awsPlace(system, name);
    // Of an environment elsewhere the capabilities say it.
    if (place !== undefined && place.account === undefined) {
      problems.at('environments', name, 'aws').add('needs an "account": jobs of GitHub Actions name the role that they take on, with its account');
    }
  }
  commandRules(delivery, problems.at('delivery'));
  smokeTestRules(system, problems.at('delivery', 'smokeTest'));
}

/** GitHub writes the value of an expression into a command before a shell reads it, whatever stands in that value. */
function commandRules(delivery: DeliveryDefinition, problems: Problems): void {
  for (const key of COMMANDS) {
    for (const [index, command] of items(delivery[key])) {
      if (!command.includes('${{')) continue;
      problems.at(key, index).add(`cannot hold an expression of GitHub Actions, got ${JSON.stringify(command)}; `
        + 'read a variable such as $GITHUB_SHA instead, which no value can break out of');
    }
  }
}

function smokeTestRules({ delivery, models }: MlopsDefinition, problems: Problems): void {
  const test = delivery?.smokeTest;
  if (!isKnown(test)) return;
  if (test.answer?.schema !== undefined) {
    problems.at('answer', 'schema').addForKey('answers are not held against a schema by "githubActions": it looks at status, type, content and time; '
      + 'remove the key, or deliver with "codePipeline"');
  }
  const withComponents = entries(models).find(([, { endpoint }]) => endpoint?.components !== undefined)?.[0];
  if (withComponents !== undefined) {
    problems.add(`cannot be sent to the components of ${JSON.stringify(withComponents)} by "githubActions"; `
      + 'remove "smokeTest", so that its endpoint must be in service');
  }
}
