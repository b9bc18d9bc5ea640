import { stateOf } from './system-state';
import {
  AwsStateDefinition, ExistingStateDefinition, MlopsDefinition, ModelStateDefinition, NetworkStateDefinition, StateDefinition,
} from '../../definition';
import { modelIn } from '../../definition/environment-model';
import { trainingEnvironment } from '../../definition/model-home';
import { entries, entry } from '../../definition/rules/names';
import { Path } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { kept, Kept } from '../system/kept';

const HOLDS = 'what the bucket holds would be left behind';
const EXISTING: readonly (readonly [part: keyof ExistingStateDefinition, loss: string])[] = [
  ['encryptionKey', 'what is stored could not be read with another key, and online feature groups would be replaced'],
  ['artifactBucket', HOLDS],
  ['dataBucket', HOLDS],
  ['logBucket', HOLDS],
];

/** Everything that is recorded of an environment on AWS: AWS would replace it or leave it behind without a word. */
export function awsKept(state: StateDefinition, system: MlopsDefinition, name: string): Kept[] {
  const now = stateOf(system, name);
  const before: Partial<AwsStateDefinition> = state.aws ?? {};
  const after: Partial<AwsStateDefinition> = now.aws ?? {};
  const place = ['environments', name, 'aws'];
  const record = `state.${name}`;
  const named = 'every bucket, key and group is named after the system, and what they hold would be left behind';
  const moved = 'all would be made anew there, and the data left behind';
  return [
    kept(['name'], [state.system, now.system], 'state', named),
    kept([...place, 'region'], [before.region, after.region], record, moved),
    kept([...place, 'account'], [before.account, after.account], record, moved),
    ...networkKept(before, after, name),
    kept([...place, 'packages'], [before.packageIndex && 'codeArtifact', after.packageIndex ? 'codeArtifact' : 'none'], `${record}.aws.packageIndex`,
      'the index with the packages that jobs install would be removed'),
    ...existingKept(before, after, name),
    ...(state.datasets ?? []).map((dataset, index) => {
      const location = entry(system.datasets, dataset)?.location;
      return kept(['datasets', dataset, 'location'], [undefined, location], `${record}.datasets[${index}]`,
        'the bucket of the dataset would be left behind', location !== undefined);
    }),
    ...(state.versioning ?? []).map((tool, index) =>
      kept(['versioning', tool], [`a store in ${name}`, now.versioning?.includes(tool) ? `a store in ${name}` : undefined],
        `${record}.versioning[${index}]`, 'what was pushed to the store would be left behind')),
    kept(['tracking'], [state.tracking, now.tracking], `${record}.tracking`, 'the recorded runs would be left behind'),
    kept(['tracking', 'server', 'version'], [state.trackingVersion, now.trackingVersion], `${record}.trackingVersion`,
      'the server would be replaced, and the name of the new one is taken'),
    ...entries(state.models)
      .filter(([model]) => entry(system.models, model) !== undefined)
      .flatMap(([model, was]) => modelKept(model, [was, entry(now.models, model) ?? {}], system, name)),
  ];
}

/** What holds data, and what it is encrypted with, is either made or there already; what the old one holds does not move. */
function existingKept(before: Partial<AwsStateDefinition>, after: Partial<AwsStateDefinition>, name: string): Kept[] {
  const [was, now] = [before.existing ?? {}, after.existing ?? {}];
  const made = 'a new one';
  return EXISTING.map(([part, loss]) => kept(['environments', name, 'aws', 'existing', part], [was[part] ?? made, now[part] ?? made],
    `state.${name}.aws${was[part] === undefined ? '' : `.existing.${part}`}`, loss));
}

/** Endpoints run in the network, so nothing of it can be replaced under them. */
function networkKept({ network: was }: Partial<AwsStateDefinition>, { network: now }: Partial<AwsStateDefinition>, environment: string): Kept[] {
  if (was === undefined) return [];
  const rule = (key: string[], values: Kept['values'], broken?: boolean) =>
    kept(['environments', environment, 'aws', 'network', ...key], values, `state.${environment}.aws.network`,
      'jobs and endpoints run in the network, so AWS refuses to take it away; add an environment with the new one and move there', broken);
  const kindOf = (network: NetworkStateDefinition) => (network.vpcId === undefined ? 'isolated' : 'existing');
  if (now === undefined || kindOf(was) !== kindOf(now)) return [rule([], [kindOf(was), now && kindOf(now)])];
  const [zonesBefore, zones] = [was.availabilityZones, now.availabilityZones];
  return [
    rule(['isolated', 'cidr'], [was.cidr, now.cidr]),
    rule(['isolated', 'availabilityZones'], [zonesBefore, zones], isKnown(zonesBefore) && isKnown(zones) && zones < zonesBefore),
    rule(['existing', 'vpcId'], [was.vpcId, now.vpcId]),
    rule(['existing', 'securityGroupIds'], [was.ownSecurityGroup && 'left out', now.ownSecurityGroup ? 'left out' : 'given']),
  ];
}

function modelKept(name: string, states: [ModelStateDefinition, ModelStateDefinition], system: MlopsDefinition, environment: string): Kept[] {
  const [was, now] = states;
  const path = ['models', name];
  const record = `state.${environment}.models.${name}`;
  const model = modelIn(system, environment, name);
  const home = trainingEnvironment(system, model);
  const training = model.pipeline && { environment: home, makesGroup: model.registry?.existing === undefined };
  const deliveredFrom = (place: string) => `delivered from ${place}`;
  const isBuilt = system.delivery?.codePipeline !== undefined;
  return [
    ...(was.group === undefined ? [] : groupKept(path, states, record, environment, training)),
    kept([...path, 'endpoint', 'capture'], [was.capture && 'on', now.capture ? 'on' : 'off'], `${record}.capture`,
      'from then on nobody could say what was asked and answered'),
    kept([isBuilt ? 'environments' : 'delivery'], [was.delivery && deliveredFrom(environment), isBuilt && deliveredFrom(home)],
      `${record}.delivery`, `the bucket with the sources and builds of ${JSON.stringify(name)} would be left behind`),
  ];
}

/**
 * The group of a model's versions. The first environment trains unless the pipeline names another, so a new order moves everything.
 *
 * @param training the environment that trains the model now, if any does, and whether it makes the group
 */
function groupKept(
  path: Path, [was, now]: [ModelStateDefinition, ModelStateDefinition], record: string, environment: string,
  training?: { readonly environment: string; readonly makesGroup: boolean },
): Kept[] {
  const rule = (key: string[], values: Kept['values'], loss = `the versions and trainings in ${JSON.stringify(environment)} would be left `
    + 'behind', broken?: boolean) =>
    kept([...path, ...key], values, `${record}.group`, loss, broken);
  const home = training?.environment;
  if (home !== environment) return [rule(['pipeline', ...(home === undefined ? [] : ['environment'])], [environment, home])];
  if (!training?.makesGroup) return [rule(['registry', 'existing', 'group'], [was.group, now.group])];
  return [
    rule(['registry', 'group'], [was.group, now.group]),
    rule(['registry', 'description'], [was.groupDescription, now.groupDescription],
      'it is fixed when the group is made, and AWS would make another group, whose name is taken', was.groupDescription !== now.groupDescription),
  ];
}
