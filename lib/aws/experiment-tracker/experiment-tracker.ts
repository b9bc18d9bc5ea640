import * as s3 from 'aws-cdk-lib/aws-s3';
import { IConstruct } from 'constructs';
import { ExperimentTrackerGrants } from './experiment-tracker-grants';

/**
 * Where experiments and training runs are recorded: MLflow on Amazon SageMaker.
 */
export interface IExperimentTracker extends IConstruct {
  /** What MLflow takes as tracking URI (`MLFLOW_TRACKING_URI`): the ARN of the app or of the server. */
  readonly trackingUri: string;

  /** The bucket with the files of the runs, when it is known. */
  readonly artifactBucket?: s3.IBucket;

  /** Where the files of the runs begin in the bucket: empty for the whole bucket, else it ends in `/`. */
  readonly artifactPrefix: string;

  /** Allows recording and reading runs. */
  readonly grants: ExperimentTrackerGrants;
}
