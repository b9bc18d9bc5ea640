import { MlopsDefinition } from '../../definition';
import { awsPlaces } from '../../definition/places';
import { entries, entry } from '../../definition/rules/names';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';

/** What the places of a system's environments on AWS ask of each other. */
export function placeRules(system: MlopsDefinition, problems: Problems): void {
  accountRules(system, problems.at('environments'));
  channelRules(system, problems.at('environments'));
  budgetRules(system, problems.at('environments'));
  endpointNameRules(system, problems.at('models'));
}

/** AWS refuses a second configuration of a channel in one account, in whatever region. */
function channelRules(system: MlopsDefinition, problems: Problems): void {
  const channels = awsPlaces(system).flatMap(([name, { account, chat }]) => {
    const ids = Object.values({ ...chat?.slack, ...chat?.teams }) as string[];
    return chat && [account ?? '', ...ids].every(isKnown) ? [{ name, id: [account, ...ids].join(' ') }] : [];
  });
  channels.forEach(({ name, id }, index) => {
    const first = channels.findIndex(other => other.id === id);
    if (first === index) return;
    problems.at(name, 'aws', 'chat').add(`is the channel of ${JSON.stringify(channels[first]!.name)}, which is in the same account, `
      + 'and an account has one configuration of each channel; give another channel, or leave one of them out');
  });
}

/** A budget that nobody hears of is none. */
function budgetRules(system: MlopsDefinition, problems: Problems): void {
  if (system.owner !== undefined) return;
  for (const [name] of awsPlaces(system).filter(([, { budget }]) => budget !== undefined)) {
    problems.at(name, 'aws', 'budget').add('tells the owner, and the system has none; give it an "owner", or leave the budget out');
  }
}

/** Where one environment has an account, one without goes astray. */
function accountRules(system: MlopsDefinition, problems: Problems): void {
  const places = awsPlaces(system);
  const withAccount = places.find(([, { account }]) => account !== undefined)?.[0];
  if (withAccount === undefined) return;
  for (const [name] of places.filter(([, { account }]) => account === undefined)) {
    problems.at(name, 'aws').add(`needs an "account" too, as ${JSON.stringify(withAccount)} has one; `
      + 'without it, it goes to whatever account one is signed in to');
  }
}

/** An endpoint's own name is the same in every environment, so they must not meet in one region of one account. */
function endpointNameRules(system: MlopsDefinition, problems: Problems): void {
  const places = awsPlaces(system).map(([name, { account, region }, environment]) => ({ name, environment, place: `${account ?? ''} ${region}` }));
  const second = places.find((one, index) => places.findIndex(other => other.place === one.place) < index);
  const first = places.find(one => one.place === second?.place);
  if (first === undefined || second === undefined || !isKnown(first.place)) return;
  for (const [modelName, { endpoint }] of entries(system.models)) {
    const name = endpoint?.name;
    const isOverridden = [first, second].some(({ environment }) => entry(environment.models, modelName)?.endpoint?.name !== undefined);
    if (isKnown(name) && !isOverridden) {
      problems.at(modelName, 'endpoint', 'name').add(`${JSON.stringify(first.name)} and ${JSON.stringify(second.name)} are in the same account `
        + `and region, so both cannot have an endpoint ${JSON.stringify(name)}; leave the name out`);
    }
  }
}
