import { trainingEnvironment } from './model-place';
import { stateOf } from './system-state';
import { LockDefinition, MlopsDefinition, ModelStateDefinition, StateDefinition } from '../definition';
import { modelIn } from '../definition/environment-model';
import { entries, entry, has, namesOf } from '../definition/rules/names';
import { unknownName } from '../private/nearest';
import { Path, Problem, Problems } from '../private/problems';
import { isKnown } from '../private/tokens';

/** One thing that is recorded and must stay. */
interface Kept {
  /** Where the definition says it. */
  readonly path: Path;
  readonly was: unknown;
  readonly now: unknown;
  /** What a change would do. */
  readonly loss: string;
  /** The line of the lock file without which the change is allowed. */
  readonly record: string;
  /** @default - whatever is not the same */
  readonly broken?: boolean;
}

/** What is wrong, by the file in which it is said. */
export interface StateProblems {
  readonly definition: readonly Problem[];
  readonly lock: readonly Problem[];
}

/**
 * Holds a definition against the record of what holds data. AWS would replace it or leave it behind without a word, and what has a
 * name of its own would also block the next deployment.
 */
export function stateProblems(lock: LockDefinition, system: MlopsDefinition): StateProblems {
  const definition = new Problems();
  const gone = new Problems(['state']);
  for (const [environmentName, state] of entries(lock.state)) {
    const at = gone.at(environmentName);
    if (!has(system.environments, environmentName)) {
      at.addForKey(`${unknownName('environment', environmentName, namesOf(system.environments))}; its buckets, key and stacks would be left behind; ${giveUp}`);
      continue;
    }
    goneRules(state, system, at);
    if (entry(system.environments, environmentName) === undefined) continue;
    for (const kept of keptOf(state, system, environmentName)) keptRule(kept, definition.at(...kept.path));
  }
  return { definition: definition.all, lock: gone.all };
}

const giveUp = 'to give it up, remove it here, too';

/** What has lost its name is said where it is recorded: the definition has no line for it any more. */
function goneRules(state: StateDefinition, system: MlopsDefinition, problems: Problems): void {
  state.datasets?.forEach((name, index) => {
    if (has(system.datasets, name)) return;
    problems.at('datasets', index).add(`${unknownName('dataset', name, namesOf(system.datasets))}; its bucket would be left behind; ${giveUp}`);
  });
  for (const name of namesOf(state.models).filter(model => !has(system.models, model))) {
    problems.at('models', name).addForKey(`${unknownName('model', name, namesOf(system.models))}; its stacks, versions and records would be left behind; ${giveUp}`);
  }
}

function keptRule({ broken, loss, now, record, was }: Kept, problems: Problems): void {
  if (!(broken ?? (isKnown(was) ? now !== was && (now === undefined || isKnown(now)) : false))) return;
  problems.add(`must stay ${JSON.stringify(was) ?? 'left out'}, got ${JSON.stringify(now) ?? 'nothing'}: ${loss}; `
    + `to do it on purpose, remove "${record}" from mlops.lock.json`);
}

/** Everything that is recorded of an environment that is still there. */
function keptOf(state: StateDefinition, system: MlopsDefinition, name: string): Kept[] {
  const now = stateOf(system, name);
  const place = ['environments', name];
  const record = `state.${name}`;
  return [
    {
      path: ['name'], was: state.system, now: now.system, record: 'state',
      loss: 'every bucket, key and group is named after the system, and what they hold would be left behind',
    },
    { path: [...place, 'region'], was: state.region, now: now.region, record, loss: 'all would be made anew there, and the data left behind' },
    { path: [...place, 'account'], was: state.account, now: now.account, record, loss: 'all would be made anew there, and the data left behind' },
    ...networkKept(state, now, name),
    {
      path: [...place, 'packages'], was: state.packageIndex && 'codeArtifact', now: now.packageIndex ? 'codeArtifact' : 'none', record: `${record}.packageIndex`,
      loss: 'the index with the packages that jobs install would be removed',
    },
    ...(state.datasets ?? []).flatMap((dataset, index): Kept[] => {
      const location = entry(system.datasets, dataset)?.location;
      if (location === undefined) return [];
      const loss = 'the bucket of the dataset would be left behind';
      return [{ path: ['datasets', dataset, 'location'], was: undefined, now: location, broken: true, record: `${record}.datasets[${index}]`, loss }];
    }),
    { path: ['tracking'], was: state.tracking, now: now.tracking, record: `${record}.tracking`, loss: 'the recorded runs would be left behind' },
    {
      path: ['tracking', 'server', 'version'], was: state.trackingVersion, now: now.trackingVersion, record: `${record}.trackingVersion`,
      loss: 'the server would be replaced, which keeps its name and so fails',
    },
    ...entries(state.models).filter(([model]) => entry(system.models, model) !== undefined).flatMap(([model, kept]) =>
      modelKept(model, kept, entry(now.models, model) ?? {}, system, name)),
  ];
}

/** Endpoints run in the network, so nothing of it can be replaced under them. */
function networkKept({ network: was }: StateDefinition, { network: now }: StateDefinition, environment: string): Kept[] {
  if (was === undefined) return [];
  const path = ['environments', environment, 'network'];
  const common = {
    record: `state.${environment}.network`,
    loss: 'jobs and endpoints run in the network, so AWS refuses to take it away; add an environment with the new one and move there',
  };
  const zones = { was: was.availabilityZones, now: now?.availabilityZones };
  const kind = was.vpcId === undefined ? 'isolated' : 'existing';
  if (now === undefined || was.vpcId === undefined !== (now.vpcId === undefined)) {
    return [{ path, was: kind, now: now && (kind === 'isolated' ? 'existing' : 'isolated'), ...common }];
  }
  return [
    { path: [...path, 'isolated', 'cidr'], was: was.cidr, now: now.cidr, ...common },
    { path: [...path, 'isolated', 'availabilityZones'], ...zones, broken: isKnown(zones.was) && isKnown(zones.now) && zones.now < zones.was, ...common },
    { path: [...path, 'existing', 'vpcId'], was: was.vpcId, now: now.vpcId, ...common },
    { path: [...path, 'existing', 'securityGroupIds'], was: was.ownSecurityGroup && 'left out', now: now.ownSecurityGroup ? 'left out' : 'given', ...common },
  ];
}

function modelKept(name: string, was: ModelStateDefinition, now: ModelStateDefinition, system: MlopsDefinition, environment: string): Kept[] {
  const path = ['models', name];
  const record = `state.${environment}.models.${name}`;
  const model = modelIn(system, environment, name);
  const home = trainingEnvironment(system, model);
  return [
    ...(was.group === undefined ? [] : groupKept({ path, record, was, now, environment, home: model.pipeline && home })),
    {
      path: [...path, 'endpoint', 'capture'], was: was.capture && 'on', now: now.capture ? 'on' : 'off', record: `${record}.capture`,
      loss: 'from then on nobody could say what was asked and answered',
    },
    {
      path: system.delivery ? ['environments'] : ['delivery'], was: was.delivery && `delivered from ${environment}`,
      now: system.delivery && `delivered from ${home}`, record: `${record}.delivery`,
      loss: `the bucket with the sources and builds of ${JSON.stringify(name)} would be left behind`,
    },
  ];
}

/** The group of a model's versions. The first environment trains unless the pipeline names another, so a new order moves everything. */
function groupKept({ path, record, was, now, environment, home }: {
  path: Path; record: string; was: ModelStateDefinition; now: ModelStateDefinition; environment: string;
  /** The environment that trains the model now, if any does. */
  home?: string;
}): Kept[] {
  const group = { record: `${record}.group`, loss: `the versions and trainings in ${JSON.stringify(environment)} would be left behind` };
  if (home !== environment) return [{ path: [...path, 'pipeline', ...(home === undefined ? [] : ['environment'])], was: environment, now: home, ...group }];
  return [
    { path: [...path, 'registry', 'group'], was: was.group, now: now.group, ...group },
    {
      path: [...path, 'registry', 'description'], was: was.groupDescription, now: now.groupDescription, ...group,
      broken: was.groupDescription !== now.groupDescription,
      loss: 'it is fixed when the group is made, and AWS would make another group, whose name is taken',
    },
  ];
}
