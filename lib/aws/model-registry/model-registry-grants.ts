import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { PENDING, registeredAs } from '../foundation/approval-status';
import { Conditions, grantKey, grantObjects, READ_OBJECTS } from '../foundation/bucket-access';

/** What the permissions are about. */
interface Versions {
  readonly modelPackageGroupArn: string;
  readonly approval: string;
  readonly artifactBucket?: s3.IBucket;
  readonly artifactPrefix: string;
  readonly encryptionKey?: kms.IKey;
}

/**
 * Permissions on the versions of a model.
 */
export class ModelRegistryGrants {
  /** @internal */
  public static _on(registry: Versions): ModelRegistryGrants {
    return new ModelRegistryGrants(registry);
  }

  private constructor(private readonly registry: Versions) {}

  /**
   * Allows finding versions, and reading their files when bucket and key are known. For a role of another account this is its
   * half; `shareWith` is the other one.
   */
  public read(grantee: iam.IGrantable): iam.Grant {
    const { artifactBucket, artifactPrefix, encryptionKey } = this.registry;
    if (artifactBucket) grantObjects(grantee, artifactBucket, artifactPrefix, READ_OBJECTS);
    if (encryptionKey) grantKey(grantee, encryptionKey, false);
    return this.group(grantee, ['sagemaker:DescribeModelPackageGroup', 'sagemaker:ListModelPackages'])
      .combine(this.versions(grantee, ['sagemaker:DescribeModelPackage']));
  }

  /** Allows registering new versions. When approval is `manual`, they can only be registered as waiting for it. */
  public register(grantee: iam.IGrantable): iam.Grant {
    const asWhat = this.registry.approval === 'automatic' ? undefined : registeredAs([PENDING]);
    return this.group(grantee, ['sagemaker:DescribeModelPackageGroup'])
      .combine(this.versions(grantee, ['sagemaker:CreateModelPackage'], asWhat))
      .combine(this.versions(grantee, ['sagemaker:DescribeModelPackage']));
  }

  /** Allows approving and rejecting versions. Give it to people, or to the one job that decides instead of them. */
  public approve(grantee: iam.IGrantable): iam.Grant {
    return this.versions(grantee, ['sagemaker:UpdateModelPackage', 'sagemaker:DescribeModelPackage']);
  }

  private group(grantee: iam.IGrantable, actions: string[]): iam.Grant {
    return iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [this.registry.modelPackageGroupArn] });
  }

  /** CreateModelPackage is authorized on the group and on the version; the other actions on the version. */
  private versions(grantee: iam.IGrantable, actions: string[], conditions?: Conditions): iam.Grant {
    return iam.Grant.addToPrincipal({
      grantee, actions, resourceArns: [this.registry.modelPackageGroupArn, versionsArn(this.registry.modelPackageGroupArn)], conditions,
    });
  }
}

/** The versions of a group: `…:model-package/<group>/*`. */
export function versionsArn(modelPackageGroupArn: string): string {
  return `${modelPackageGroupArn.replace(':model-package-group/', ':model-package/')}/*`;
}
