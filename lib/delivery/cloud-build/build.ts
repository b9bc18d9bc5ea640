/** A build of Google Cloud Build: only what is used of it. */
export interface Build {
  readonly steps: readonly Step[];
  readonly timeout: string;
  readonly options: {
    /** Where the log goes: builds that run as a service account of one's own must say it. */
    readonly logging: 'CLOUD_LOGGING_ONLY';
    /** What every step is told. */
    readonly env?: readonly string[];
  };
  /** What stays of a build. */
  readonly artifacts?: { readonly objects: { readonly location: string; readonly paths: readonly string[] } };
}

/** A step has a container of its own, and the folder of the build in common with the others. */
export interface Step {
  readonly id: string;
  readonly name: string;
  readonly env?: readonly string[];
  /** In a script no dollar sign is taken for a substitution. */
  readonly script: readonly string[];
}

/** What starts a build, and as whom. */
export interface Trigger {
  readonly name: string;
  readonly description: string;
  readonly serviceAccount: string;
  /** Whether a person lets each build begin. */
  readonly approvalConfig?: { readonly approvalRequired: true };
  readonly repositoryEventConfig?: RepositoryEvents;
  readonly includedFiles?: readonly string[];
  readonly pubsubConfig?: { readonly topic: string };
  /** Which messages count. */
  readonly filter?: string;
  readonly substitutions?: { readonly [name: string]: string };
  /** The build: a file of the pushed commit, one of the branch, or as the trigger says it itself. */
  readonly filename?: string;
  readonly gitFileSource?: { readonly path: string; readonly repository: string; readonly revision: string };
  readonly sourceToBuild?: { readonly repository: string; readonly ref: string };
  readonly build?: Build;
}

export interface RepositoryEvents {
  readonly repository: string;
  readonly push?: { readonly branch: string };
  readonly pullRequest?: { readonly branch: string; readonly commentControl: 'COMMENTS_ENABLED_FOR_EXTERNAL_CONTRIBUTORS_ONLY' };
}
