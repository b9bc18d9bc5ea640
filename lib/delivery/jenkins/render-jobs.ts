import { block, call, Call, named, Statement, Value, word } from './groovy';
import { CHANGES, NEWEST_VERSION } from './jenkins-words';
import { JenkinsDefinition } from '../../definition/delivery/jenkins-definition';
import { DeliveryJob, DeliveryStep, ScriptStep, SignInStep } from '../job';
import { RunVariables, signInLines, stepLines } from '../shell-step';

/** What a build is told, as parameters. */
export const RELEASED_MODEL = 'RELEASED_MODEL';
export const RELEASED_VERSION = 'RELEASED_VERSION';

/** No job has a token with which it could start another: a step of Jenkins does. */
const KNOWN: RunVariables = { 'run-token': 'BUILD_TAG', 'version': RELEASED_VERSION };

/** The variable with the path of the token for a role. */
const TOKEN_FILE = 'TOKEN_FILE';

const TEMPLATES = 'templates';

/** Where the jobs of a run stand. */
export interface RunOfJobs {
  readonly jenkins: JenkinsDefinition;
  /** With which the names of its stages begin; nothing for what all runs begin with. */
  readonly name?: string;
  /** What holds one job back while another changes the same. */
  readonly group?: string;
}

/** The stages of a job: a person is asked in one of its own, for which no agent waits. */
export function jobStages(run: RunOfJobs, job: DeliveryJob): Call[] {
  return [...job.isApproved ? [approval(run, job)] : [], stage(stageName(run, job.id), work(run, job))];
}

export function stage(name: string, statements: readonly Statement[]): Call {
  return { call: 'stage', arguments: [name], block: statements };
}

function agent({ agent: label }: JenkinsDefinition): Call {
  return label === undefined ? call('agent', word('any')) : block('agent', [call('label', label)]);
}

/** Jenkins has each name once in a pipeline. */
function stageName({ name }: RunOfJobs, id: string): string {
  return name === undefined ? id : `${name}: ${id}`;
}

function approval(run: RunOfJobs, { environment }: DeliveryJob): Call {
  const { approvers = [] } = run.jenkins;
  return stage(stageName(run, `approve-${environment}`), [
    block('input', [
      call('message', `Let the version into ${environment}?`),
      call('ok', 'Approve'),
      ...approvers.length > 0 ? [call('submitter', approvers.join(','))] : [],
    ]),
    block('steps', [call('echo', 'approved')]),
  ]);
}

/** Of all that change a model in an environment, one goes on at a time: it waits before it takes an agent. */
function work(run: RunOfJobs, job: DeliveryJob): Statement[] {
  const changes = job.steps.find(isReview);
  return [
    agent(run.jenkins),
    ...job.environment === undefined ? [] : [block('options', [named('lock', { resource: `${run.group}-${job.environment}` })])],
    ...changes === undefined ? [] : [block('environment', [{ name: CHANGES, value: changesFile(run) }])],
    ...startsRelease(job) ? released(run, job) : [block('steps', [inTime(run, job)])],
  ];
}

/** What an earlier build has left on an agent is removed first. */
function inTime(run: RunOfJobs, { minutes, steps }: DeliveryJob): Call {
  const own = [call('deleteDir'), ...stepsOf(steps, run.jenkins), ...steps.some(isReview) ? [call('archiveArtifacts', changesFile(run))] : []];
  return { ...named('timeout', { time: minutes, unit: 'MINUTES' }), block: own };
}

/** The file with what changes: a build keeps those of all its jobs. */
function changesFile({ group }: RunOfJobs): string {
  return group === undefined ? 'changes.md' : `changes-${group}.md`;
}

function isReview(step: DeliveryStep): boolean {
  return step.kind === 'script' && step.name.startsWith('What changes');
}

function startsRelease({ id }: DeliveryJob): boolean {
  return id === 'release';
}

/** Looks for the newest approved version; a build of the same branch releases it. */
function released(run: RunOfJobs, job: DeliveryJob): Statement[] {
  const parameter = (name: string, value: Value) => named('string', { name, value });
  return [block('stages', [
    stage(stageName(run, 'newest-version'), [block('steps', [inTime(run, job)])]),
    stage(stageName(run, 'start-release'), [
      block('when', [block('expression', [call('fileExists', NEWEST_VERSION)])]),
      block('steps', [named('build', {
        job: word('env.JOB_BASE_NAME'),
        wait: false,
        parameters: [parameter(RELEASED_MODEL, run.name ?? ''), parameter(RELEASED_VERSION, call('readFile', NEWEST_VERSION))],
      })]),
    ]),
  ])];
}

/** A shell of Jenkins ends with its step, so that each one that needs a role signs in, with a token that is issued then. */
function stepsOf(steps: readonly DeliveryStep[], jenkins: JenkinsDefinition): Call[] {
  let role: SignInStep | undefined;
  return steps.flatMap((step): Call[] => {
    switch (step.kind) {
      case 'script': return [role === undefined ? shell(step, []) : withToken(step, role)];
      case 'sign-in': role = step; return [];
      case 'sources': return [call('checkout', word('scm'))];
      case 'base': return [base(jenkins)];
      case 'keep-templates': return [named('stash', { name: TEMPLATES, includes: 'cdk.out/**', useDefaultExcludes: false })];
      case 'templates': return [call('unstash', TEMPLATES)];
      case 'tools': return [];
    }
  });
}

function withToken(step: ScriptStep, role: SignInStep): Call {
  const token = named('file', { credentialsId: role.role.roleName, variable: TOKEN_FILE });
  const lines = signInLines(role, { file: TOKEN_FILE }, 'jenkins-$BUILD_NUMBER');
  return { call: 'withCredentials', arguments: [[token]], block: [shell(step, lines)] };
}

/** The sources that a pull request is held against, with the rights of those that are there. */
function base({ branch = 'main' }: JenkinsDefinition): Call {
  const remote = { url: word('scm.userRemoteConfigs[0].url'), credentialsId: word('scm.userRemoteConfigs[0].credentialsId') };
  const git = { $class: 'GitSCM', branches: [{ entries: { name: `refs/heads/${branch}` } }], userRemoteConfigs: [{ entries: remote }] };
  return { ...call('dir', 'base'), block: [call('checkout', { entries: git })] };
}

/** Bash, which writes no command into the log before it runs it. */
function shell(step: ScriptStep, before: readonly string[]): Call {
  const label = step.id === undefined ? step.name : `${step.id}: ${step.name}`;
  const [, ...lines] = stepLines(step, KNOWN);
  return named('sh', { label, script: ['#!/usr/bin/env bash', ...before, ...lines, ''].join('\n') });
}
