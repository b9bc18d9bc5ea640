/**
 * Where experiments and training runs are recorded.
 *
 * @oneKeyOf app server
 */
export interface TrackingDefinition {
  /**
   * A serverless SageMaker MLflow App; nothing to size.
   *
   * @default - not used
   */
  readonly app?: MlflowAppDefinition;

  /**
   * A server of MLflow: on AWS one of SageMaker, paid by the hour; in a cluster MLflow's own, as the environment's
   * `kubernetes.tracking` says.
   *
   * @default - not used
   */
  readonly server?: MlflowServerDefinition;
}

/** A serverless SageMaker MLflow App. */
export interface MlflowAppDefinition {
  /**
   * When AWS may maintain it, as day and UTC time.
   *
   * @default - chosen by the service
   * @pattern ^(Mon|Tue|Wed|Thu|Fri|Sat|Sun):([01]\d|2[0-3]):[0-5]\d$
   * @patternErrorMessage must be a day and a UTC time such as Sun:03:30
   */
  readonly maintenanceWindow?: string;
}

/** A server of MLflow. */
export interface MlflowServerDefinition {
  /**
   * Size of the server. In a cluster a small one has one core and 2GiB, a medium one twice and a large one four times as much.
   *
   * @default small
   */
  readonly size?: 'large' | 'medium' | 'small';

  /**
   * Version of MLflow on the server.
   *
   * @default - chosen by the service; in a cluster the one that the library was tested with
   * @pattern ^\d+\.\d+(\.\d+)?$
   * @patternErrorMessage must be a version such as 3.0
   */
  readonly version?: string;

  /**
   * When AWS may maintain it, as day and UTC time.
   *
   * @default - chosen by the service
   * @pattern ^(Mon|Tue|Wed|Thu|Fri|Sat|Sun):([01]\d|2[0-3]):[0-5]\d$
   * @patternErrorMessage must be a day and a UTC time such as Sun:03:30
   */
  readonly maintenanceWindow?: string;
}
