/**
 * What jobs that deliver may reach in an environment. Names may end in `*`.
 */
export interface DeliveryTrustProps {
  /** Name of the system, with which the names of the roles begin. */
  readonly systemName: string;

  /** Name of the environment, in the names of the roles. What delivers calls it the same. */
  readonly environmentName: string;

  /**
   * Names of the endpoints that get sample requests.
   *
   * @default - none
   */
  readonly endpointNames?: string[];

  /**
   * Names of the alarms that must stay quiet after a deployment.
   *
   * @default - none
   */
  readonly alarmNames?: string[];

  /**
   * Names of the training pipelines that are started here.
   *
   * @default - none
   */
  readonly pipelineNames?: string[];

  /**
   * Names of the model package groups whose versions are released from here.
   *
   * @default - none
   */
  readonly modelPackageGroupNames?: string[];
}
