import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';

/** The single actions that reading takes; `bucket.grantRead` would allow `s3:GetObject*`, `s3:GetBucket*` and `s3:List*`. */
export const READ_OBJECTS = ['s3:GetObject', 's3:GetObjectVersion'];

/** The single actions that writing takes. Deleting is not among them. */
export const WRITE_OBJECTS = ['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'];

/**
 * Allows exact actions on the objects below a prefix, listing that prefix, and the use of the bucket's key that they need.
 *
 * @param prefix empty for the whole bucket, else it ends in `/`
 */
export function grantObjects(grantee: iam.IGrantable, bucket: s3.IBucket, prefix: string, actions: string[]): iam.Grant {
  const objects = iam.Grant.addToPrincipalOrResource({
    grantee, actions, resourceArns: [bucket.arnForObjects(`${prefix}*`)], resource: bucket,
  });
  const list = iam.Grant.addToPrincipalOrResource({
    grantee,
    actions: ['s3:ListBucket', 's3:ListBucketVersions', 's3:GetBucketLocation'],
    resourceArns: [bucket.bucketArn],
    resource: bucket,
  });
  if (bucket.encryptionKey) grantKey(grantee, bucket.encryptionKey, actions.includes('s3:PutObject'));
  return objects.combine(list);
}

/** Allows reading one object, and to list no more than its key: what a processing input takes. */
export function grantReadObject(role: iam.IRole, bucket: s3.IBucket, key: string): void {
  iam.Grant.addToPrincipal({ grantee: role, actions: ['s3:GetObject'], resourceArns: [bucket.arnForObjects(key)] });
  role.addToPrincipalPolicy(new iam.PolicyStatement({
    actions: ['s3:ListBucket'],
    resources: [bucket.bucketArn],
    conditions: { StringEquals: { 's3:prefix': key } },
  }));
}

/** Allows decrypting with a key and, for writers, making data keys: no more than Amazon S3 asks for. */
export function grantKey(grantee: iam.IGrantable, key: kms.IKey, write: boolean): iam.Grant {
  return key.grant(grantee, 'kms:Decrypt', ...(write ? ['kms:GenerateDataKey'] : []));
}

/** Lets SageMaker, and nobody else, use a key for a volume. Who starts a job needs it as well as the job. */
export function grantVolumeKey(grantee: iam.IGrantable, key: kms.IKey): void {
  key.grant(grantee, 'kms:DescribeKey');
  grantee.grantPrincipal.addToPrincipalPolicy(new iam.PolicyStatement({
    actions: ['kms:CreateGrant'],
    resources: [key.keyArn],
    conditions: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
  }));
}
