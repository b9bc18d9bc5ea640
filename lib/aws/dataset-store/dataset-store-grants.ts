import * as iam from 'aws-cdk-lib/aws-iam';
import { grantObjects, READ_OBJECTS, WRITE_OBJECTS } from '../private/bucket-access';
import { IDatasetStore } from './dataset-store';

/**
 * Permissions on a dataset: exact actions, below its prefix only, with the use of its key.
 */
export class DatasetStoreGrants {
  /** Permissions on the given dataset. */
  public static fromDatasetStore(store: IDatasetStore): DatasetStoreGrants {
    return new DatasetStoreGrants(store);
  }

  private constructor(private readonly store: IDatasetStore) {}

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

  private objects(grantee: iam.IGrantable, actions: string[]): iam.Grant {
    return grantObjects(grantee, this.store.bucket, this.store.prefix, actions);
  }
}
