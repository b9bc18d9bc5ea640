import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { S3Place } from './s3-place';

/** The single actions that reading takes; `bucket.grantRead` would allow `s3:GetObject*`, `s3:GetBucket*` and `s3:List*`. */
export const READ_OBJECTS = ['s3:GetObject', 's3:GetObjectVersion'];

/** The single actions that writing takes. Deleting is not among them. */
export const WRITE_OBJECTS = ['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'];

/** Conditions of a statement, as grants take them. */
export type Conditions = Record<string, Record<string, unknown>>;

const LIST = ['s3:ListBucket', 's3:ListBucketVersions'];

/**
 * Allows exact actions on the objects below a prefix, listing that prefix and no other, and the use of the bucket's key that they
 * need.
 *
 * @param prefix empty for the whole bucket, else it ends in `/`
 */
export function grantObjects(grantee: iam.IGrantable, bucket: s3.IBucket, prefix: string, actions: string[]): iam.Grant {
  const objects = iam.Grant.addToPrincipalOrResource({
    grantee, actions, resourceArns: [bucket.arnForObjects(`${prefix}*`)], resource: bucket,
  });
  const onBucket = (bucketActions: string[], conditions?: Conditions) => iam.Grant.addToPrincipalOrResource({
    grantee, actions: bucketActions, resourceArns: [bucket.bucketArn], resource: bucket, conditions,
  });
  if (bucket.encryptionKey) grantKey(grantee, bucket.encryptionKey, actions.includes('s3:PutObject'));
  // The place of a bucket is asked without a prefix, so it is a statement of its own.
  return objects.combine(onBucket(LIST, listedBelow(prefix))).combine(onBucket(['s3:GetBucketLocation']));
}

/**
 * Jobs list `prefix` or something below it (the condition key `s3:prefix` of ListBucket and ListBucketVersions: "Actions, resources,
 * and condition keys for Amazon S3"). A folder is also listed without its slash.
 *
 * @param prefix empty for the whole bucket, which has no condition
 */
export function listedBelow(prefix: string): Conditions | undefined {
  if (prefix === '') return undefined;
  return { StringLike: { 's3:prefix': [...prefix.endsWith('/') ? [prefix.slice(0, -1)] : [], `${prefix}*`] } };
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

/** Allows reading what a job takes from `s3://bucket/prefix`, in a bucket that is only known by its name. */
export function grantReadPlace(role: iam.IRole, uri: string): void {
  const { key, bucketArn, objectArn, objectsArn } = S3Place.parse(uri);
  // An archive, or what is named by its content, is one object; of other names, everything begins like them.
  const isObject = /\.(tgz|tar\.gz)$|(^|\/)[0-9a-f]{32,64}\.\w+$/.test(key);
  const allow = (actions: string[], resource: string, conditions?: Conditions) =>
    role.addToPrincipalPolicy(new iam.PolicyStatement({ actions, resources: [resource], conditions }));
  if (isObject) allow(['s3:GetObject'], objectArn);
  else allow(READ_OBJECTS, objectsArn);
  allow(isObject ? ['s3:ListBucket'] : LIST, bucketArn, isObject ? { StringEquals: { 's3:prefix': key } } : listedBelow(key));
  if (!isObject) allow(['s3:GetBucketLocation'], bucketArn);
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
