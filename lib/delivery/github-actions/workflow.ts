/** A workflow file of GitHub Actions: only what is used of it. */
export interface Workflow {
  /** What it is and who writes it, for people who open the file. */
  readonly header: readonly string[];
  readonly name: string;
  readonly on: Triggers;
  /** What the token of every job may do, unless the job says so itself. */
  readonly permissions: Permissions;
  readonly concurrency?: Concurrency;
  readonly jobs: { readonly [id: string]: Job };
}

export interface Triggers {
  readonly pull_request?: ChangedFiles;
  readonly push?: ChangedFiles;
  readonly workflow_dispatch?: { readonly inputs?: { readonly [name: string]: Input } };
}

export interface ChangedFiles {
  readonly branches: readonly string[];
  readonly paths?: readonly string[];
}

export interface Input {
  readonly description: string;
  readonly required: boolean;
  readonly type: 'string';
}

/** What a token may do. Without a line it may not. */
export interface Permissions {
  readonly 'actions'?: 'write';
  readonly 'contents'?: 'read';
  /** Lets a job ask for a token that says who it is, which AWS STS takes instead of a key. */
  readonly 'id-token'?: 'write';
}

/** Of the runs in a group one goes on at a time. */
export interface Concurrency {
  readonly 'group': string;
  readonly 'cancel-in-progress': boolean;
}

export interface Job {
  readonly 'name': string;
  readonly 'needs'?: readonly string[];
  readonly 'runs-on': string;
  readonly 'timeout-minutes': number;
  /** Whose rules the job waits for, such as an approval, and what its token is about. */
  readonly 'environment'?: string;
  readonly 'permissions': Permissions;
  readonly 'concurrency'?: Concurrency;
  readonly 'steps': readonly Step[];
}

/** Variables of the shell. Values of a run reach commands in no other way, so that none can become a part of a command. */
export interface Variables {
  readonly [name: string]: Expression | string;
}

/** A value of the run. Every text that is none of these stays a text, whatever it looks like. */
export interface Expression {
  readonly expression: 'github.event.pull_request.base.sha' | 'github.token' | 'inputs.version';
}

export type Step = ActionStep | ShellStep;

/** What every step says. */
interface StepOptions {
  readonly id?: string;
  readonly name: string;
  readonly env?: Variables;
}

/** A step that somebody has published. */
export interface ActionStep extends StepOptions {
  readonly uses: PinnedAction;
  readonly with?: { readonly [name: string]: Expression | boolean | number | string };
}

/** A step that a shell runs: it ends at the first command that fails. */
export interface ShellStep extends StepOptions {
  readonly run: readonly string[];
}

/** An action at one commit: a tag can be moved to other code. */
export interface PinnedAction {
  readonly action: string;
  readonly commit: string;
  readonly version: string;
}
