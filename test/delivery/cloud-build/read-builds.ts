import { parse } from 'yaml';
import { delivery } from '../../../lib';
import { Graph, graphOf, ReadRunJob } from '../graph';

export interface ReadStep {
  readonly id: string;
  readonly env?: readonly string[];
  readonly script: string;
}

export interface ReadBuild {
  readonly steps: readonly ReadStep[];
  readonly timeout: string;
  readonly options: { readonly logging: string; readonly env?: readonly string[] };
  readonly artifacts?: object;
}

export interface ReadTrigger {
  readonly name: string;
  readonly serviceAccount: string;
  readonly approvalConfig?: { readonly approvalRequired: boolean };
  readonly repositoryEventConfig?: { readonly push?: { readonly branch: string }; readonly pullRequest?: { readonly branch: string } };
  readonly includedFiles?: readonly string[];
  readonly pubsubConfig?: { readonly topic: string };
  readonly filter?: string;
  readonly substitutions?: { readonly [name: string]: string };
  readonly filename?: string;
  readonly gitFileSource?: { readonly path: string; readonly revision: string };
  readonly sourceToBuild?: { readonly ref: string };
  /** Whether it is in the trigger, or in a file of the repository. */
  readonly isOwn: boolean;
  readonly build: ReadBuild;
}

/** The triggers of a project as Cloud Build knows them, each with its build. */
export function readTriggers(files: readonly delivery.DeliveryFile[]): ReadTrigger[] {
  const builds = new Map(files.filter(({ path }) => /^\.cloudbuild\/[^/]+\.yaml$/.test(path)).map(({ content, path }) => [path, parse(content) as ReadBuild]));
  return files.filter(({ path }) => path.startsWith('.cloudbuild/triggers/')).map(({ content }) => {
    const trigger = parse(content) as Omit<ReadTrigger, 'build'> & { build?: ReadBuild };
    const build = trigger.build ?? builds.get((trigger.filename ?? trigger.gitFileSource?.path)!);
    if (build === undefined) throw new Error(`trigger ${trigger.name} has no build`);
    return { ...trigger, isOwn: trigger.build !== undefined, build };
  });
}

/** Whose builds a trigger waits for, by what it says of the messages that count. */
function waitsFor({ filter, substitutions }: ReadTrigger): string | undefined {
  if (filter === undefined) return undefined;
  const [, after] = /^_STATUS == "SUCCESS" && _AFTER == "([^"]+)"$/.exec(filter) ?? [];
  if (after === undefined || substitutions!._AFTER !== '$(body.message.data.substitutions.TRIGGER_NAME)') throw new Error(`the filter is of another kind: ${filter}`);
  return after;
}

/** Builds that are one stage of a run as a whole; every other one has steps that are. */
const WHOLE = ['review', 'train', 'release'];

/** The run whose first trigger has a name, with all that follows it, from the files alone; nothing when there is none. */
export function graphOfRun(triggers: readonly ReadTrigger[], first: string, system: string): Graph | undefined {
  const prefix = first.replace(/build$/, '');
  const jobs = new Map<string, ReadRunJob>();
  for (let next = triggers.find(({ name }) => name === first); next !== undefined; next = triggers.find(other => waitsFor(other) === next!.name)) {
    const { approvalConfig, build, name, serviceAccount } = next;
    const id = name.slice(prefix.length);
    const [, environment] = new RegExp(`/deliver-${system}-([^@]+)@`).exec(serviceAccount) ?? [];
    const steps = build.steps.flatMap(({ script }) => [...script.matchAll(/^# ([a-z][\w-]*): /gm)].map(([, step]) => step!)).filter(step => step !== 'install');
    jobs.set(name, {
      needs: [waitsFor(next) ?? []].flat(),
      environment,
      stages: WHOLE.includes(id) ? [id] : [...approvalConfig?.approvalRequired ? [`approve-${environment}`] : [], ...steps],
    });
  }
  return jobs.size === 0 ? undefined : graphOf(jobs);
}
