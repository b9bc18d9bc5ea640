import { DurationText, JobComputeDefinition } from '../../values';

/**
 * How a job runs, whatever it runs.
 */
export interface JobSettingsDefinition {
  /**
   * The machines.
   *
   * @default - one ml.m5.xlarge
   */
  readonly compute?: JobComputeDefinition;

  /**
   * Environment variables, at most 97, of an explain step 92. They are readable in the template: no secrets.
   *
   * @default - none of your own
   */
  readonly environment?: { [name: string]: string };

  /**
   * The job is stopped after this time: 1m to 28d, for process and explain steps at most 5d.
   *
   * @default 1d
   */
  readonly timeout?: DurationText;
}
