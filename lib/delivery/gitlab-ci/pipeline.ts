/** A `.gitlab-ci.yml`: only what is used of it. */
export interface Pipeline {
  /** What it is and who writes it, for people who open the file. */
  readonly header: readonly string[];
  readonly inputs: { readonly [name: string]: Input };
  readonly workflow: { readonly auto_cancel: { readonly on_new_commit: 'interruptible' }; readonly rules: readonly Rule[] };
  readonly default?: { readonly image: string };
  readonly variables: { readonly [name: string]: string };
  readonly stages: readonly string[];
  readonly jobs: { readonly [name: string]: Job };
}

/** What whoever starts a pipeline may say. GitLab refuses every other value. */
export interface Input {
  readonly description: string;
  readonly default: string;
  readonly options?: readonly string[];
  readonly regex?: string;
}

/** When a job is there: at the first rule that holds. */
export interface Rule {
  readonly if: string;
  readonly changes?: { readonly paths: readonly string[] };
  /** A person starts the job, and what needs it waits. */
  readonly when?: 'manual';
  readonly allow_failure?: false;
}

export interface Job {
  readonly stage: string;
  readonly needs: readonly Need[];
  readonly rules: readonly Rule[];
  readonly timeout: string;
  /** Whose rules the job waits for, such as who may deploy. */
  readonly environment?: { readonly name: string };
  /** Of the jobs in a group one goes on at a time. */
  readonly resource_group?: string;
  /** Whether a newer pipeline of the branch breaks it off. */
  readonly interruptible: boolean;
  /** Tokens that say who the job is, each for one role. */
  readonly id_tokens?: { readonly [variable: string]: { readonly aud: string } };
  readonly variables: { readonly [name: string]: string };
  /** The steps, as lines. */
  readonly script: readonly (readonly string[])[];
  readonly artifacts?: Artifacts;
}

export interface Need {
  readonly job: string;
  readonly artifacts: boolean;
}

export interface Artifacts {
  readonly paths: readonly string[];
  /** What a merge request calls them. */
  readonly expose_as?: string;
  readonly access: 'developer';
  readonly expire_in: string;
}
