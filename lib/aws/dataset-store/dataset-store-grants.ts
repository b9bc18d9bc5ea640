import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { grantObjects, READ_OBJECTS, WRITE_OBJECTS } from '../foundation/bucket-access';

/** What the permissions are about. */
interface Data {
  readonly bucket: s3.IBucket;
  readonly prefix: string;
}

/**
 * Permissions on a dataset: exact actions, below its prefix only, with the use of its key.
 */
export class DatasetStoreGrants {
  /** @internal */
  public static _on(data: Data): DatasetStoreGrants {
    return new DatasetStoreGrants(data);
  }

  private constructor(private readonly data: Data) {}

  /** Allows listing the data and reading every version of it. */
  public read(grantee: iam.IGrantable): iam.Grant {
    return this.objects(grantee, READ_OBJECTS);
  }

  /** Allows adding new files and new versions. Nothing can be read, and nothing can be deleted. */
  public write(grantee: iam.IGrantable): iam.Grant {
    return this.objects(grantee, WRITE_OBJECTS);
  }

  /** Allows reading and writing. Deleting stays forbidden: versions may be referenced from anywhere. */
  public readWrite(grantee: iam.IGrantable): iam.Grant {
    return this.objects(grantee, [...READ_OBJECTS, ...WRITE_OBJECTS]);
  }

  /** Allows deleting files and any version of them, for example when a person asks to be forgotten. Give it to one job. */
  public erase(grantee: iam.IGrantable): iam.Grant {
    return this.objects(grantee, ['s3:DeleteObject', 's3:DeleteObjectVersion']);
  }

  private objects(grantee: iam.IGrantable, actions: string[]): iam.Grant {
    return grantObjects(grantee, this.data.bucket, this.data.prefix, actions);
  }
}
