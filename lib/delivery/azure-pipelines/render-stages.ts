import { BashStep, Pool, Stage, Step, TaskStep } from './pipeline';
import { azureConnection, azureEnvironment } from '../../definition/delivery/azure-identity';
import { AzurePipelinesDefinition } from '../../definition/delivery/azure-pipelines-definition';
import { DeliveryJob, DeliveryStep, PreparedStep, RunValue, ScriptStep, SignInStep } from '../job';
import { RunVariables, signInLines, stepLines } from '../shell-step';

/** What a run of a release is told, as a variable. */
export const RELEASED_VERSION = 'RELEASED_VERSION';

const KNOWN: RunVariables = { 'run-token': 'SYSTEM_ACCESSTOKEN', 'version': RELEASED_VERSION };

const HOSTED: Pool = { vmImage: 'ubuntu-24.04' };

/** Where the templates are kept between the jobs of a run. */
const TEMPLATES = 'templates';

/** How long a version waits for a person: 30 days. */
const LONGEST_WAIT = 43200;

/** What commands print is no command to the agent: a line of a change could otherwise set what a later step reads. */
const ONLY_PRINTS: BashStep['target'] = { commands: 'restricted', settableVariables: 'none' };

/** The system whose jobs are rendered. */
export interface StagesOf {
  readonly systemName: string;
  readonly azure: AzurePipelinesDefinition;
}

/** The stages of a run. A person who lets one begin is a stage of its own: what it waits for must not lock the environment meanwhile. */
export function renderAzureStages(of: StagesOf, jobs: readonly DeliveryJob[]): Stage[] {
  return jobs.flatMap(job => {
    if (!job.isApproved) return [renderStage(of, job)];
    const approval = renderApproval(of, job);
    return [approval, renderStage(of, job, approval.stage)];
  });
}

function renderStage(of: StagesOf, { environment, id, minutes, name, needs, steps }: DeliveryJob, after = needs): Stage {
  const pool = of.azure.pool === undefined ? HOSTED : { name: of.azure.pool };
  const own = { displayName: name, pool, timeoutInMinutes: minutes };
  const folder = folderOf(steps);
  const rendered = renderSteps(of, steps, folder);
  return {
    stage: nameOf(id),
    displayName: name,
    dependsOn: after === undefined ? [] : [nameOf(after)],
    jobs: [environment === undefined ? { job: nameOf(id), ...own, steps: folder === undefined ? rendered : [{ checkout: 'none' }, ...rendered] } : {
      deployment: nameOf(id),
      ...own,
      environment: azureEnvironment(of.systemName, environment),
      strategy: { runOnce: { deploy: { steps: [{ download: 'none' }, ...rendered] } } },
    }],
  };
}

function renderApproval({ azure: { approvers } }: StagesOf, { environment, needs }: DeliveryJob): Stage {
  const displayName = `Let a version into ${environment}`;
  return {
    stage: nameOf(`approve-${environment}`),
    displayName,
    dependsOn: needs === undefined ? [] : [nameOf(needs)],
    jobs: [{
      job: 'approval',
      displayName,
      pool: 'server',
      timeoutInMinutes: LONGEST_WAIT,
      steps: [{
        task: 'ManualValidation@1',
        displayName,
        timeoutInMinutes: LONGEST_WAIT,
        inputs: {
          instructions: `The review of the change says what it does to ${environment}.`,
          onTimeout: 'reject',
          notifyUsers: approvers ?? '',
          ...approvers !== undefined && { approvers, allowApproversToApproveTheirOwnRuns: false },
        },
      }],
    }],
  };
}

/** Where a job works: with the sources when it has them, else where nothing of the repository is. */
function folderOf(steps: readonly DeliveryStep[]): string | undefined {
  return steps.some(({ kind }) => kind === 'sources' || kind === 'base') ? undefined : '$(Pipeline.Workspace)';
}

function renderSteps(of: StagesOf, steps: readonly DeliveryStep[], folder: string | undefined): Step[] {
  let signedIn: SignInStep | undefined;
  return steps.flatMap((step): Step[] => {
    if (step.kind === 'script') return renderScript(of, step, signedIn, folder);
    if (step.kind !== 'sign-in') return renderPrepared(step, folder ?? '$(Build.SourcesDirectory)');
    signedIn = step;
    return [];
  });
}

function renderPrepared({ kind }: PreparedStep, folder: string): Step[] {
  switch (kind) {
    // No token stays behind in the folder of the sources.
    case 'sources': return [{ checkout: 'self', fetchDepth: 1, persistCredentials: false }];
    // What is built of a pull request is its merge, and what that goes to its first parent.
    case 'base': return [
      { checkout: 'self', fetchDepth: 2, persistCredentials: false },
      { bash: ['git worktree add --quiet --detach base HEAD^1'], displayName: 'Check out what the change goes to' },
    ];
    case 'tools': return [{ task: 'NodeTool@0', displayName: 'Set up Node.js', inputs: { versionSpec: '22.x' } }];
    case 'keep-templates': return [
      { task: 'PublishPipelineArtifact@1', displayName: 'Keep the templates', inputs: { targetPath: 'cdk.out', artifact: TEMPLATES } },
    ];
    case 'templates': return [{
      task: 'DownloadPipelineArtifact@2',
      displayName: 'Fetch the templates',
      inputs: { artifactName: TEMPLATES, targetPath: `${folder}/cdk.out` },
    }];
  }
}

/** The keys of a role never leave the shell that has asked for them. */
function renderScript(of: StagesOf, step: ScriptStep, signedIn: SignInStep | undefined, folder: string | undefined): Step[] {
  const about = { displayName: step.name, ...step.id !== undefined && { name: nameOf(step.id) } };
  const variables = Object.values(step.variables ?? {}).some(isRunToken) && { env: { SYSTEM_ACCESSTOKEN: '$(System.AccessToken)' } };
  const where = folder !== undefined && { workingDirectory: folder };
  const lines = stepLines(step, KNOWN);
  const commands: Step = signedIn === undefined
    ? { bash: lines, ...about, ...where, ...variables, target: ONLY_PRINTS }
    : signedInTask(of, signedIn, lines, { ...about, ...variables }, folder);
  return step.name.startsWith('What changes') ? [commands, SHOW_CHANGES] : [commands];
}

/** Puts what changes where people look at a run. */
const SHOW_CHANGES: Step = { bash: ['echo "##vso[task.uploadsummary]$AGENT_TEMPDIRECTORY/changes.md"'], displayName: 'Show what changes' };

/** The task gives the shell a token of its service connection; a job that does not name the connection gets none. */
function signedInTask(
  { systemName }: StagesOf, signIn: SignInStep, lines: readonly string[], about: Pick<TaskStep, 'displayName' | 'env' | 'name'>,
  folder: string | undefined,
): TaskStep {
  return {
    task: 'AzureCLI@2',
    ...about,
    inputs: {
      azureSubscription: azureConnection(systemName, signIn.environment, signIn.duty),
      addSpnToEnvironment: true,
      visibleAzLogin: false,
      ...folder !== undefined && { workingDirectory: folder },
      scriptType: 'bash',
      scriptLocation: 'inlineScript',
      inlineScript: [...signInLines(signIn, { variable: 'idToken' }, 'azure-$BUILD_BUILDID'), ...lines],
    },
  };
}

function isRunToken(value: RunValue | string): boolean {
  return typeof value === 'object' && value.value === 'run-token';
}

/** Names of stages, jobs and steps have no hyphens; those of environments and models have no underscores. */
function nameOf(id: string): string {
  return id.replaceAll('-', '_');
}
