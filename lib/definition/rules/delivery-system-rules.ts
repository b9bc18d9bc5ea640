import { entries, items, namesOf } from './names';
import { unknownName } from '../../private/nearest';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { DeliveryDefinition } from '../delivery';
import { azureConnection } from '../delivery/azure-identity';
import { COMPONENT_REQUESTS, DELIVERY_CAPABILITIES } from '../delivery/delivery-capabilities';
import { DUTIES } from '../delivery/delivery-identity';
import { DELIVERY_SYSTEM_NAMES, DELIVERY_SYSTEMS, DeliverySystem } from '../delivery/delivery-system';
import { deliveryAccount } from '../delivery/google-identity';
import { MlopsDefinition } from '../mlops-definition';
import { awsPlace } from '../places';
import { pathsTo } from '../structure';

/** The lists of a delivery whose entries are run by a shell. */
const COMMANDS = ['install', 'test', 'synth'] as const;

/** What a system reads as an expression of its own wherever it stands, and the variable that says the same to a shell. */
const EXPRESSIONS: { readonly [System in DeliverySystem]?: { readonly begin: RegExp | string; readonly instead: string } } = {
  githubActions: { begin: '${{', instead: '$GITHUB_SHA' },
  gitlabCi: { begin: '$[[', instead: '$CI_COMMIT_SHA' },
  // Also a variable such as $(Build.SourceVersionMessage), which no command of a shell has the name of.
  azurePipelines: { begin: /\$\{\{|\$\(\w+(\.\w+)+\)/, instead: '$BUILD_SOURCEVERSION' },
};

/** What the system that delivers can do of a delivery, and what it needs to know of the environments. */
export function deliverySystemRules(system: MlopsDefinition, problems: Problems): void {
  const { delivery, environments } = system;
  const by = DELIVERY_SYSTEMS.find(key => isKnown(delivery?.[key]));
  // AWS CodePipeline is in the account that it delivers from, and does all that a delivery may ask for.
  if (delivery === undefined || by === undefined || by === 'codePipeline') return;
  for (const [name] of entries(environments)) {
    const place = awsPlace(system, name);
    // Of an environment elsewhere the capabilities say it.
    if (place !== undefined && place.account === undefined) {
      problems.at('environments', name, 'aws')
        .add(`needs an "account": jobs of ${DELIVERY_SYSTEM_NAMES[by]} name the role that they take on, with its account`);
    }
  }
  commandRules(delivery, by, problems.at('delivery'));
  gapRules(system, by, problems.at('delivery'));
  connectionRules(system, problems.at('delivery', 'azurePipelines', 'issuer', 'entra', 'subjects'));
  accountRules(system, problems.at('delivery', 'cloudBuild', 'serviceAccounts'));
}

/** Service connections have the names of the roles that they are for. */
function connectionRules({ delivery, environments, name }: MlopsDefinition, problems: Problems): void {
  const known = namesOf(environments).flatMap(environment => DUTIES.map(duty => azureConnection(name, environment, duty)));
  for (const connection of namesOf(delivery?.azurePipelines?.issuer?.entra?.subjects)) {
    if (!known.includes(connection)) problems.at(connection).addForKey(unknownName('service connection', connection, known));
  }
}

/** Of the service accounts those are trusted that deliver; their ids are numbers, so that none is a name that somebody could take over. */
function accountRules({ delivery, environments, name }: MlopsDefinition, problems: Problems): void {
  const known = [deliveryAccount(name), ...namesOf(environments).map(environment => deliveryAccount(name, environment))];
  for (const [account, id] of entries(delivery?.cloudBuild?.serviceAccounts)) {
    if (!known.includes(account)) problems.at(account).addForKey(unknownName('service account', account, known));
    if (/^\d{15,30}$/.test(id)) continue;
    problems.at(account).add(`must be the unique id of a service account, which has 21 digits, got ${JSON.stringify(id)}`);
  }
}

/** A system writes the value of an expression into a command before a shell reads it, whatever stands in that value. */
function commandRules(delivery: DeliveryDefinition, by: DeliverySystem, problems: Problems): void {
  const { begin, instead } = EXPRESSIONS[by] ?? {};
  if (begin === undefined) return;
  for (const key of COMMANDS) {
    for (const [index, command] of items(delivery[key])) {
      if (typeof begin === 'string' ? !command.includes(begin) : !begin.test(command)) continue;
      problems.at(key, index).add(`cannot hold an expression of ${DELIVERY_SYSTEM_NAMES[by]}, got ${JSON.stringify(command)}; `
        + `read a variable such as ${instead} instead, which no value can break out of`);
    }
  }
}

/** What a system does not do of what is asked for. */
function gapRules({ delivery, models }: MlopsDefinition, by: DeliverySystem, problems: Problems): void {
  for (const { key, on, what } of DELIVERY_CAPABILITIES) {
    const answer = on[by];
    if (key === undefined || !('why' in answer)) continue;
    for (const path of pathsTo(delivery, key.split('.'))) {
      problems.at(...path).addForKey(`${what} is not there with ${JSON.stringify(by)}: ${answer.why}; ${answer.instead}`);
    }
  }
  const withComponents = entries(models).find(([, { endpoint }]) => endpoint?.components !== undefined)?.[0];
  const { on } = COMPONENT_REQUESTS;
  const answer = on[by];
  if (!isKnown(delivery?.smokeTest) || withComponents === undefined || !('why' in answer)) return;
  problems.at('smokeTest').add(`cannot be sent to the components of ${JSON.stringify(withComponents)} with ${JSON.stringify(by)}: `
    + `${answer.why}; ${answer.instead}`);
}
