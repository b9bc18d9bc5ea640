import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { MlopsError } from '../../private/errors';
import { grantObjects, READ_OBJECTS } from '../foundation/bucket-access';

/** Where reports are. */
interface Reports {
  readonly bucket: s3.IBucket;
  readonly prefix: string;
}

/**
 * Permissions on what a monitor writes.
 */
export class ModelMonitorGrants {
  /** @internal */
  public static _on(reports: Reports | undefined): ModelMonitorGrants {
    return new ModelMonitorGrants(reports);
  }

  private constructor(private readonly reports: Reports | undefined) {}

  /**
   * Allows reading the reports of every check. A monitor without checks writes none, so it cannot grant this.
   *
   * @param grantee who may read
   */
  public readReports(grantee: iam.IGrantable): iam.Grant {
    if (!this.reports) throw new MlopsError('NoReports', 'a monitor without checks writes no reports; add a check, for example `dataDrift`');
    return grantObjects(grantee, this.reports.bucket, this.reports.prefix, READ_OBJECTS);
  }
}
