import * as s3 from 'aws-cdk-lib/aws-s3';

/**
 * A monitor of another stack.
 */
export interface ModelMonitorAttributes {
  /** The endpoint that it watches. */
  readonly endpointName: string;

  /** The bucket of its reports. */
  readonly reportBucket: s3.IBucket;

  /**
   * Where the reports begin in the bucket; it ends in `/`.
   *
   * @default - `monitoring/<endpoint>/`
   */
  readonly reportPrefix?: string;

  /**
   * Namespace of its metrics.
   *
   * @default - `MLOps/<endpoint>`
   */
  readonly namespace?: string;
}
