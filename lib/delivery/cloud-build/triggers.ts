import { Trigger } from './build';
import { releaseTopic } from './google-words';
import { BuildsOf, deliveryBuild } from './render-builds';
import { CloudBuildDefinition } from '../../definition/delivery/cloud-build-definition';
import { codeAccount, deliveryAccount } from '../../definition/delivery/google-identity';
import { physicalName } from '../../private/names';
import { DeliveryJob } from '../job';
import { DeliveredSystem, ModelDelivery } from '../model-delivery';
import { runJobs } from '../run-jobs';

/** Cloud Build says here of each build of the project how it stands. */
export const BUILDS_TOPIC = 'cloud-builds';

/** Names of triggers have at most 64 characters. */
const LONGEST_NAME = 64;

/** The files of builds that run code of the repository. */
export const FILES = {
  build: (systemName: string) => `.cloudbuild/${systemName}-build.yaml`,
  pullRequest: (systemName: string) => `.cloudbuild/${systemName}-pull-request.yaml`,
};

/** A run of builds: each starts when the one before has gone well, by what Cloud Build says of it. */
interface Run {
  /** With which the names of triggers begin. */
  readonly name: string;
  readonly isRelease: boolean;
}

/** What a system says of Google Cloud Build. */
export function buildsOf({ system }: DeliveredSystem): BuildsOf {
  return { systemName: system.name, google: system.delivery!.cloudBuild! };
}

export function pullRequestTrigger(of: BuildsOf, paths: readonly string[]): Trigger {
  return {
    name: physicalName([of.systemName, 'pull-request'], LONGEST_NAME),
    description: `Tests what would change in ${of.systemName}`,
    serviceAccount: accountOf(of, codeAccount(of.systemName, 'test')),
    repositoryEventConfig: {
      repository: repositoryOf(of.google),
      // What outsiders propose runs once somebody of the repository has said so.
      pullRequest: { branch: branchPattern(of.google), commentControl: 'COMMENTS_ENABLED_FOR_EXTERNAL_CONTRIBUTORS_ONLY' },
    },
    ...paths.length > 0 && { includedFiles: paths },
    filename: FILES.pullRequest(of.systemName),
  };
}

/** The triggers of one model: those of a change, and those of an approved version. */
export function modelTriggers(delivery: ModelDelivery): Trigger[] {
  const { name, of: system, plan } = delivery;
  const of = buildsOf(system);
  const again = plan.change.stages.filter(({ kind }) => kind === 'test' || kind === 'synth');
  const change = { name, isRelease: false };
  const release = { name: releaseTopic(name), isRelease: true };
  return [
    ...runTriggers(of, change, runJobs(delivery, plan.change.stages), pushed(of, plan.change.paths)),
    ...plan.release ? runTriggers(of, release, runJobs(delivery, [...again, ...plan.release.stages]), told(of, release.name)) : [],
  ];
}

function runTriggers(of: BuildsOf, run: Run, jobs: readonly DeliveryJob[], first: Partial<Trigger>): Trigger[] {
  return jobs.map(job => ({
    name: triggerName(run, job.id),
    description: `${run.name}: ${job.name}`,
    serviceAccount: accountOf(of, job.needs === undefined ? codeAccount(of.systemName, 'build') : deliveryAccount(of.systemName, job.environment)),
    ...job.isApproved && { approvalConfig: { approvalRequired: true } as const },
    ...job.needs === undefined ? first : after(of, run, job.needs, job.needs === jobs[0]!.id),
    ...job.needs !== undefined && { build: deliveryBuild(of, job, run.isRelease) },
  }));
}

/** A push to the branch starts the first build of a change. */
function pushed(of: BuildsOf, paths: readonly string[]): Partial<Trigger> {
  return {
    repositoryEventConfig: { repository: repositoryOf(of.google), push: { branch: branchPattern(of.google) } },
    ...paths.length > 0 && { includedFiles: paths },
    filename: FILES.build(of.systemName),
  };
}

/** A message with a version starts the first build of a release: the templates are written again, from the branch. */
function told(of: BuildsOf, topic: string): Partial<Trigger> {
  const repository = repositoryOf(of.google);
  const ref = `refs/heads/${of.google.branch ?? 'main'}`;
  return {
    pubsubConfig: { topic: topicOf(of, topic) },
    substitutions: { _VERSION: '$(body.message.data.version)' },
    gitFileSource: { path: FILES.build(of.systemName), repository, revision: ref },
    sourceToBuild: { repository, ref },
  };
}

/** Every other build starts when the one before has gone well. No build may start another one itself. */
function after(of: BuildsOf, run: Run, needs: string, isFirst: boolean): Partial<Trigger> {
  const before = '$(body.message.data';
  return {
    pubsubConfig: { topic: topicOf(of, BUILDS_TOPIC) },
    filter: `_STATUS == "SUCCESS" && _AFTER == "${triggerName(run, needs)}"`,
    substitutions: {
      _STATUS: `${before}.status)`,
      _AFTER: `${before}.substitutions.TRIGGER_NAME)`,
      _RUN: isFirst ? `${before}.id)` : `${before}.substitutions._RUN)`,
      ...run.isRelease && { _VERSION: `${before}.substitutions._VERSION)` },
    },
  };
}

function triggerName(run: Run, jobId: string): string {
  return physicalName([run.name, jobId], LONGEST_NAME);
}

function accountOf({ google: { project } }: BuildsOf, name: string): string {
  return `projects/${project}/serviceAccounts/${name}@${project}.iam.gserviceaccount.com`;
}

function topicOf({ google: { project } }: BuildsOf, name: string): string {
  return `projects/${project}/topics/${name}`;
}

function repositoryOf({ project, region, repository }: CloudBuildDefinition): string {
  const [connection, name] = repository.split('/');
  return `projects/${project}/locations/${region}/connections/${connection}/repositories/${name}`;
}

/** Triggers take a regular expression. */
function branchPattern({ branch = 'main' }: CloudBuildDefinition): string {
  return `^${branch.replaceAll('.', '\\.')}$`;
}
