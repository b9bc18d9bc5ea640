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
   * A SageMaker MLflow tracking server, paid by the hour.
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

/** A SageMaker MLflow tracking server. */
export interface MlflowServerDefinition {
  /**
   * Size of the server.
   *
   * @default small
   */
  readonly size?: 'large' | 'medium' | 'small';

  /**
   * Version of MLflow on the server.
   *
   * @default - chosen by the service
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
