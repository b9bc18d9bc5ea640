import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

/** A bucket and where something begins in it. */
export interface S3Place {
  readonly bucket: s3.IBucket;
  /** Empty for the whole bucket; it ends in `/` unless it is one object. */
  readonly prefix: string;
}

/** Reads `s3://bucket/prefix`; the bucket's name may be a token. A last part with an extension is one object. */
export function s3Place(scope: Construct, id: string, uri: string): S3Place {
  const [, bucketName = '', key = ''] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(uri) ?? [];
  const prefix = key === '' || key.endsWith('/') || isObject(key) ? key : `${key}/`;
  return { bucket: s3.Bucket.fromBucketName(scope, id, bucketName), prefix };
}

/** Whether a key looks like one object rather than a prefix. */
export function isObject(key: string): boolean {
  return /[^/]\.[a-zA-Z0-9]+$/.test(key);
}
