/** A pipeline file of Azure Pipelines: only what is used of it. */
export interface Pipeline {
  /** What it is and who writes it, for people who open the file. */
  readonly header: readonly string[];
  readonly trigger: 'none' | Trigger;
  /** Pull requests of Azure Repos start by the policy of their branch. */
  readonly pr: 'none';
  readonly parameters?: readonly Parameter[];
  readonly variables?: { readonly [name: string]: string };
  /** Of the runs that wait for the lock of an environment, each has its turn. */
  readonly lockBehavior?: 'sequential';
  readonly stages: readonly Stage[];
}

export interface Trigger {
  readonly branches: { readonly include: readonly string[] };
  readonly paths?: { readonly include: readonly string[] };
}

/** What whoever starts a run says. */
export interface Parameter {
  readonly name: string;
  readonly displayName: string;
  readonly type: 'string';
}

/** A stage has one job: checks of what it uses hold before it begins, and an environment stays locked until it ends. */
export interface Stage {
  readonly stage: string;
  readonly displayName: string;
  readonly dependsOn: readonly string[];
  readonly jobs: readonly [DeploymentJob | PlainJob];
}

export interface PlainJob {
  readonly job: string;
  readonly displayName: string;
  readonly pool: Pool;
  readonly timeoutInMinutes: number;
  readonly steps: readonly Step[];
}

/** A job about an environment, whose checks it waits for. */
export interface DeploymentJob {
  readonly deployment: string;
  readonly displayName: string;
  readonly environment: string;
  readonly pool: Pool;
  readonly timeoutInMinutes: number;
  readonly strategy: { readonly runOnce: { readonly deploy: { readonly steps: readonly Step[] } } };
}

/** Where a job runs: `server` has no machine, and can only wait. */
export type Pool = 'server' | { readonly name: string } | { readonly vmImage: string };

export type Step = BashStep | CheckoutStep | DownloadStep | TaskStep;

export interface BashStep {
  readonly bash: readonly string[];
  readonly displayName: string;
  readonly name?: string;
  readonly workingDirectory?: string;
  readonly env?: { readonly [name: string]: string };
  /** What the agent takes from the output of the commands. */
  readonly target?: { readonly commands: 'restricted'; readonly settableVariables: 'none' };
}

export interface CheckoutStep {
  readonly checkout: 'none' | 'self';
  readonly fetchDepth?: number;
  readonly persistCredentials?: false;
}

/** Jobs about an environment fetch what earlier ones have kept, unless they say this. */
export interface DownloadStep {
  readonly download: 'none';
}

export interface TaskStep {
  readonly task: string;
  readonly displayName: string;
  readonly name?: string;
  readonly timeoutInMinutes?: number;
  readonly inputs: { readonly [name: string]: boolean | string | readonly string[] };
  readonly env?: { readonly [name: string]: string };
}
