import { Annotations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { grantKey, grantObjects, READ_OBJECTS, WRITE_OBJECTS } from '../foundation/bucket-access';

/** Where the delivery leaves the synthesised stacks for the releases. */
export const ASSEMBLY_KEY = 'release/assembly.zip';

/** Where the parts of a pipeline hand files to each other, in its own region and in those that it deploys to. */
export class ArtifactStore extends Construct {
  constructor(
    scope: Construct, id: string,
    public readonly bucket: s3.IBucket,
    public readonly replicas: { [region: string]: s3.IBucket },
    private readonly encryptionKey: kms.IKey,
  ) {
    super(scope, id);
  }

  /** Allows the work of a pipeline. */
  public grantUse(grantee: iam.IGrantable): void {
    for (const bucket of this.buckets) {
      grantObjects(grantee, bucket, '', [...READ_OBJECTS, ...WRITE_OBJECTS]);
      iam.Grant.addToPrincipal({ grantee, actions: ['s3:GetBucketVersioning', 's3:GetBucketAcl'], resourceArns: [bucket.bucketArn] });
    }
    grantKey(grantee, this.encryptionKey, true);
  }

  /** Allows the work of a build, which hands its artifacts to the pipeline and must not hand stacks to the releases itself. */
  public grantBuild(role: iam.IRole): void {
    this.grantUse(role);
    role.addToPrincipalPolicy(new iam.PolicyStatement({
      effect: iam.Effect.DENY, actions: ['s3:PutObject'], resources: [this.bucket.arnForObjects(ASSEMBLY_KEY)],
    }));
  }

  /** Allows reading what a pipeline hands to a build. */
  public grantRead(role: iam.IRole): void {
    grantObjects(role, this.bucket, '', READ_OBJECTS);
    grantKey(role, this.encryptionKey, false);
  }

  /** The bucket for the actions of a pipeline: they would let roles of other accounts use it by wildcards, and have what they need. */
  public forActions(scope: Construct): s3.IBucket {
    return s3.Bucket.fromBucketAttributes(scope, 'Artifacts', { bucketArn: this.bucket.bucketArn, encryptionKey: this.bucket.encryptionKey });
  }

  /**
   * Lets the deploy role of an environment read the templates, from the side of the bucket and, for another account, of the
   * key: the bootstrapped role brings the other half.
   */
  public shareWith(role: iam.IRole, region: string | undefined, anotherAccount: boolean): void {
    const bucket = region === undefined ? this.bucket : this.replicas[region]!;
    const principals = [new iam.ArnPrincipal(role.roleArn)];
    const added = [
      bucket.addToResourcePolicy(new iam.PolicyStatement({ principals, actions: READ_OBJECTS, resources: [bucket.arnForObjects('*')] })),
      bucket.addToResourcePolicy(new iam.PolicyStatement({
        principals, actions: ['s3:ListBucket', 's3:GetBucketLocation'], resources: [bucket.bucketArn],
      })),
    ];
    const key = bucket.encryptionKey ?? this.encryptionKey;
    if (anotherAccount) {
      added.push(key.addToResourcePolicy(new iam.PolicyStatement({ principals, actions: ['kms:Decrypt', 'kms:DescribeKey'], resources: ['*'] })));
    }
    if (added.some(({ statementAdded }) => !statementAdded)) {
      Annotations.of(this).addWarningV2('mlops-constructs:importedArtifactPolicy',
        `the policies of an imported bucket or key cannot be changed here; allow ${role.roleName} to read and decrypt where they are defined`);
    }
  }

  private get buckets(): s3.IBucket[] {
    return [this.bucket, ...Object.values(this.replicas)];
  }
}
