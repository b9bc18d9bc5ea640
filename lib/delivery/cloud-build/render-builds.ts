import { Build, Step } from './build';
import { CloudBuildDefinition } from '../../definition/delivery/cloud-build-definition';
import { clusterName } from '../../private/names';
import { DeliveryJob, DeliveryStep, PreparedStep, RunValue, ScriptStep, SignInStep } from '../job';
import { RunVariables, signInLines, stepLines } from '../shell-step';

const KNOWN: RunVariables = { 'run-token': 'access_token', 'version': 'RELEASED_VERSION' };

const METADATA = 'http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default';
const ASK = 'curl --silent --show-error --fail --header \'metadata-flavor: Google\'';

/** A token with which a build reaches what its service account may reach on Google Cloud. */
const ACCESS_TOKEN = [`access_token=$(${ASK} \\`, `  ${METADATA}/token | jq -er .access_token)`];

const BASH = ['#!/usr/bin/env bash', 'set -euo pipefail'];

/** The file that takes the templates from build to build. */
const TEMPLATES = 'templates.tar.gz';

/** Where the builds of a run stand. */
export interface BuildsOf {
  readonly systemName: string;
  readonly google: CloudBuildDefinition;
}

/** The bucket in which builds leave what the ones after them need. */
export function deliveryBucket({ google: { project }, systemName }: BuildsOf): string {
  return clusterName([project, systemName, 'delivery']);
}

/** The build that runs code of the repository, and leaves templates under its own id. */
export function codeBuild(of: BuildsOf, job: DeliveryJob): Build {
  return {
    steps: codeSteps(of, job),
    timeout: timeout(job.minutes),
    options: { logging: 'CLOUD_LOGGING_ONLY' },
    artifacts: { objects: { location: `gs://${deliveryBucket(of)}/$BUILD_ID/`, paths: [TEMPLATES] } },
  };
}

/** The build of a pull request: everything in one, since none of it may leave anything. */
export function pullRequestBuild(of: BuildsOf, jobs: readonly DeliveryJob[]): Build {
  const keptNowhere = ({ kind }: DeliveryStep) => kind !== 'keep-templates' && kind !== 'templates';
  return {
    steps: jobs.flatMap(job => codeSteps(of, { ...job, steps: job.steps.filter(keptNowhere) })),
    timeout: timeout(jobs.reduce((sum, { minutes }) => sum + minutes, 0)),
    options: { logging: 'CLOUD_LOGGING_ONLY' },
  };
}

/** A build with rights: it has no sources, and is a part of its trigger, so that no push changes it. */
export function deliveryBuild(of: BuildsOf, { minutes, steps }: DeliveryJob, isRelease: boolean): Build {
  const writes = steps.some(step => step.kind === 'script' && step.name.startsWith('What changes'));
  return {
    steps: renderSteps(of, steps),
    timeout: timeout(minutes),
    options: {
      logging: 'CLOUD_LOGGING_ONLY',
      env: ['BUILD_ID=$BUILD_ID', 'PROJECT_ID=$PROJECT_ID', 'RUN=$_RUN', ...isRelease ? ['RELEASED_VERSION=$_VERSION'] : []],
    },
    ...writes && { artifacts: { objects: { location: `gs://${deliveryBucket(of)}/$_RUN/`, paths: ['changes.md'] } } },
  };
}

/** What is installed is only there in the container that has installed it: all commands of a job have one. */
function codeSteps(of: BuildsOf, { id, steps }: DeliveryJob): Step[] {
  const scripts = steps.filter((step): step is ScriptStep => step.kind === 'script');
  const prepared = (kinds: readonly PreparedStep['kind'][]) => steps.flatMap(step => kinds.some(kind => kind === step.kind)
    ? renderPrepared(of, step as PreparedStep) : []);
  return [
    ...prepared(['base']),
    { id, name: of.google.image, script: [...BASH, ...scripts.flatMap(step => stepLines(step, KNOWN))] },
    ...prepared(['keep-templates']),
  ];
}

function renderSteps(of: BuildsOf, steps: readonly DeliveryStep[]): Step[] {
  let signedIn: SignInStep | undefined;
  return steps.flatMap((step): Step[] => {
    if (step.kind === 'script') return [renderScript(of, step, signedIn)];
    if (step.kind !== 'sign-in') return renderPrepared(of, step);
    signedIn = step;
    return [];
  });
}

function renderPrepared(of: BuildsOf, { kind }: PreparedStep): Step[] {
  const { google: { image: name } } = of;
  switch (kind) {
    case 'base': return [{
      id: 'base',
      name,
      env: ['BASE_BRANCH=$_BASE_BRANCH'],
      script: [
        ...BASH, 'git config --global --add safe.directory "$PWD"',
        'git fetch --quiet --depth 1 origin "$BASE_BRANCH"', 'git worktree add --quiet --detach base FETCH_HEAD',
      ],
    }];
    case 'keep-templates': return [{ id: kind, name, script: [...BASH, `tar --create --gzip --file ${TEMPLATES} cdk.out`] }];
    case 'templates': return [{
      id: kind,
      name,
      script: [
        ...BASH, ...ACCESS_TOKEN,
        'printf \'header = "authorization: Bearer %s"\\n\' "$access_token" | curl --silent --show-error --fail --config - \\',
        `  "https://storage.googleapis.com/${deliveryBucket(of)}/$RUN/${TEMPLATES}" | tar --extract --gzip`,
      ],
    }];
    // The trigger and the image have done these.
    case 'sources': case 'tools': return [];
  }
}

/** The keys of a role never leave the container that has asked for them. */
function renderScript({ google: { image: name } }: BuildsOf, step: ScriptStep, signedIn: SignInStep | undefined): Step {
  return {
    id: step.id ?? step.name.toLowerCase().replace(/[^a-z0-9]+/g, '-'),
    name,
    script: [
      ...BASH,
      ...signedIn === undefined ? [] : signIn(signedIn),
      ...Object.values(step.variables ?? {}).some(isRunToken) ? ACCESS_TOKEN : [],
      ...stepLines(step, KNOWN),
    ],
  };
}

/** The token is for one role alone: another one does not take it. */
function signIn(step: SignInStep): string[] {
  return [
    `identity_token=$(${ASK} \\`,
    `  '${METADATA}/identity?audience=${step.role.roleName}')`,
    ...signInLines(step, { variable: 'identity_token' }, 'cloudbuild-$BUILD_ID'),
  ];
}

function isRunToken(value: RunValue | string): boolean {
  return typeof value === 'object' && value.value === 'run-token';
}

function timeout(minutes: number): string {
  return `${minutes * 60}s`;
}
