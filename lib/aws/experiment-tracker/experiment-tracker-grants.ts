import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { grantObjects, READ_OBJECTS, WRITE_OBJECTS } from '../foundation/bucket-access';

/** What the permissions are about. */
interface Tracking {
  readonly trackingUri: string;
  readonly artifactBucket?: s3.IBucket;
  readonly artifactPrefix: string;
}

/** Without it, an MLflow App refuses everything. A tracking server does not ask for it. */
const CONNECT = 'sagemaker:CallMlflowAppApi';

const READ = [
  'GetExperiment', 'GetExperimentByName', 'GetRun', 'GetMetricHistory', 'GetLoggedModel', 'GetTraceInfo',
  'GetRegisteredModel', 'GetModelVersion', 'GetModelVersionByAlias', 'GetLatestModelVersions', 'GetDownloadURIForModelVersionArtifacts',
  'ListArtifacts', 'ListLoggedModelArtifacts',
  'SearchExperiments', 'SearchRuns', 'SearchLoggedModels', 'SearchTraces', 'SearchRegisteredModels', 'SearchModelVersions',
];

const LOG = [
  'CreateExperiment', 'CreateRun', 'UpdateRun', 'LogBatch', 'LogMetric', 'LogParam', 'LogInputs', 'LogOutputs', 'LogModel',
  'LogLoggedModelParams', 'FinalizeLoggedModel', 'SetTag', 'SetExperimentTag', 'SetLoggedModelTags', 'StartTrace', 'EndTrace', 'SetTraceTag',
];

/**
 * Permissions on recorded experiments.
 */
export class ExperimentTrackerGrants {
  /** @internal */
  public static _on(tracker: Tracking): ExperimentTrackerGrants {
    return new ExperimentTrackerGrants(tracker);
  }

  private constructor(private readonly tracker: Tracking) {}

  /** Allows recording runs and reading them. Nothing can be deleted and no model version can be moved. */
  public log(grantee: iam.IGrantable): iam.Grant {
    return this.tracking(grantee, [...READ, ...LOG], [...READ_OBJECTS, ...WRITE_OBJECTS]);
  }

  /** Allows reading experiments, runs and their files. */
  public read(grantee: iam.IGrantable): iam.Grant {
    return this.tracking(grantee, READ, READ_OBJECTS);
  }

  /** MLflow clients move files to and from the artifact store themselves, not through the tracker. */
  private tracking(grantee: iam.IGrantable, actions: string[], objectActions: string[]): iam.Grant {
    const { trackingUri, artifactBucket, artifactPrefix } = this.tracker;
    if (artifactBucket) grantObjects(grantee, artifactBucket, artifactPrefix, objectActions);
    return iam.Grant.addToPrincipal({
      grantee,
      actions: [CONNECT, ...actions.map(action => `sagemaker-mlflow:${action}`)],
      resourceArns: [trackingUri],
    });
  }
}
