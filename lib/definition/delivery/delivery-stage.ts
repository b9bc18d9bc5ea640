import { SmokeTestDefinition } from '../smoke-test-definition';

/** Which version of the model an environment is left with. */
export type DeployedVersion =
  /** The one that its templates hold. */
  | { readonly kind: 'pinned'; readonly modelPackage: string }
  /** The one that was approved, and started the run. */
  | { readonly kind: 'approved' }
  /** None: nothing is served from the registry. */
  | { readonly kind: 'none' };

/** What every stage says. */
interface Stage<Kind extends string> {
  readonly kind: Kind;
  /** Unique in its run. */
  readonly name: string;
  /** The names of the stages that must have gone well before. */
  readonly needs: readonly string[];
}

/** What a stage says that is about one environment; the definition of the environment says where that is. */
interface EnvironmentStage<Kind extends string> extends Stage<Kind> {
  readonly environment: string;
  readonly version: DeployedVersion;
}

/** Installs what the build needs, and tests the change. */
export interface TestStage extends Stage<'test'> {
  readonly install: readonly string[];
  readonly commands: readonly string[];
}

/** Writes the templates of all environments. They alone go on: what comes later runs no code of the repository. */
export interface SynthStage extends Stage<'synth'> {
  readonly commands: readonly string[];
}

/** Writes down, for the approver, what really changes. */
export interface ReviewStage extends Stage<'review'> {}

/**
 * Deploys what trains, and starts it without waiting for it. The gates of the training and the registration of the version are steps
 * of the model's own pipeline.
 */
export interface TrainStage extends Stage<'train'> {
  /** Whether there is a training to start. */
  readonly starts: boolean;
}

/** Hands the templates over to the run of the approved versions, and starts it with the newest: a change of them needs no new version. */
export interface ReleaseStage extends Stage<'release'> {}

/** Lets only a version pass that may be released. */
export interface VerifyStage extends Stage<'verify'> {
  /** The environment whose approval it follows, for people may take days; nothing at the beginning of a run. */
  readonly environment?: string;
  readonly version: DeployedVersion;
}

/** Waits for a person. */
export interface ApproveStage extends EnvironmentStage<'approve'> {}

/** Deploys to an environment, which goes back when its alarms ring or a later stage of it fails. */
export interface DeployStage extends EnvironmentStage<'deploy'> {
  /** The names of the alarms that must stay quiet. */
  readonly alarms: readonly string[];
}

/** Looks whether the endpoint serves the version, and answers. */
export interface SmokeStage extends EnvironmentStage<'smoke'> {
  /** The requests to send; without them the endpoint must be in service. */
  readonly request?: SmokeTestDefinition;
}

export type DeliveryStage =
  | ApproveStage | DeployStage | ReleaseStage | ReviewStage | SmokeStage | SynthStage | TestStage | TrainStage | VerifyStage;

/** The stage of a kind. */
export type StageOf<Kind extends DeliveryStage['kind']> = Extract<DeliveryStage, { kind: Kind }>;
