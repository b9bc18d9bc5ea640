import * as iam from 'aws-cdk-lib/aws-iam';
import { AppendOnlyBucket } from './append-only-bucket';
import { grantObjects, READ_OBJECTS, WRITE_OBJECTS } from '../foundation/bucket-access';

/**
 * Permissions on a store of DVC: exact actions, with the use of its key.
 */
export class DvcStoreGrants {
  /** @internal */
  public static _on(store: AppendOnlyBucket): DvcStoreGrants {
    return new DvcStoreGrants(store);
  }

  private constructor(private readonly store: AppendOnlyBucket) {}

  /** Allows pulling: listing, and reading every version. */
  public read(grantee: iam.IGrantable): iam.Grant {
    return grantObjects(grantee, this.store.bucket, '', READ_OBJECTS);
  }

  /** Allows pushing, for which DVC looks what is there already. Nothing can be deleted. */
  public write(grantee: iam.IGrantable): iam.Grant {
    return grantObjects(grantee, this.store.bucket, '', [...READ_OBJECTS, ...WRITE_OBJECTS]);
  }

  /**
   * Allows deleting what no commit refers to any more (`dvc gc --cloud`). Amazon S3 keeps what is deleted as an older version. Give it to
   * one role, which nobody assumes every day. The policies of the bucket and of the key let it in.
   */
  public collect(role: iam.IRole): iam.Grant {
    this.store.addCollector(role);
    return grantObjects(new iam.ArnPrincipal(role.roleArn), this.store.bucket, '', [...READ_OBJECTS, 's3:DeleteObject']);
  }
}
