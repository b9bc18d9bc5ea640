import { Duration, Stack } from 'aws-cdk-lib';

/**
 * One environment that a delivery pipeline deploys to.
 */
export interface Deployment {
  /** Name of the environment; the pipeline's stage is called like it. */
  readonly environmentName: string;

  /** The stacks, in the order of their deployment. All are in one account and region, which are the environment's. */
  readonly stacks: Stack[];

  /**
   * The stack that takes the model version as a parameter; it is one of `stacks`.
   *
   * @default - the version is in the templates (pinned), or no model is served
   */
  readonly servingStack?: Stack;

  /**
   * ARN of the model version that the templates hold, in an environment that is pinned to it: what the approver is shown and what
   * the smoke test expects.
   *
   * @default - the version is a parameter, or no model is served
   */
  readonly pinnedVersion?: string;

  /**
   * Name of the serving stack's parameter that takes the ARN of the model version. Other stacks with a parameter of this
   * name, such as one that monitors the version, get it too.
   *
   * @default ModelPackageArn
   */
  readonly versionParameterName?: string;

  /**
   * Whether people depend on this environment: a person approves before it, unless the definition says otherwise.
   *
   * @default false
   */
  readonly protected?: boolean;

  /**
   * Name of the endpoint that the smoke test looks at. In another account it needs a `ReleaseAccess` beside it.
   *
   * @default - no smoke test
   */
  readonly endpointName?: string;

  /**
   * Names of alarms that must stay quiet after the deployment, 1 to 5: literal names, also of composite alarms.
   *
   * @default - only failed actions roll the environment back
   */
  readonly alarmNames?: string[];

  /**
   * How long the alarms are watched after the deployment, from 1 minute to 1 day.
   *
   * @default Duration.minutes(10)
   */
  readonly watch?: Duration;
}
