import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { AsynchronousLocation } from './model-endpoint-grants';

/** A bucket and a prefix that ends in `/`, from `s3://bucket/prefix/`. */
export function storageLocation(scope: Construct, id: string, uri: string): AsynchronousLocation {
  const [, bucket = '', prefix = ''] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(uri) ?? [];
  return { bucket: s3.Bucket.fromBucketName(scope, id, bucket), prefix: prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/` };
}

/** `s3://bucket/prefix/` */
export function storageUri({ bucket, prefix }: AsynchronousLocation): string {
  return `s3://${bucket.bucketName}/${prefix}`;
}
