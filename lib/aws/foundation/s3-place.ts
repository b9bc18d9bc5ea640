import { Aws, Fn } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { MlopsError } from '../../private/errors';

const SCHEME = 's3://';

/** A bucket and where something begins in it. */
export interface BucketPrefix {
  readonly bucket: s3.IBucket;
  /** Empty for the whole bucket. */
  readonly prefix: string;
}

/** Writes `s3://bucket/prefix`. `bucket.s3UrlForObject` would drop a slash at the beginning of a prefix, which is part of it. */
export function s3Uri({ bucket, prefix }: BucketPrefix): string {
  return `${SCHEME}${bucket.bucketName}/${prefix}`;
}

/**
 * A place in Amazon S3, read from `s3://bucket/key`: one object, a folder, or everything that begins so, as who uses it takes it.
 * The name of the bucket may be a token. When one stands for the whole text, the place is open: its ARNs are put together at
 * deployment, and its key stays unknown, because no function of CloudFormation takes out what follows the bucket.
 */
export class S3Place {
  public static parse(uri: string): S3Place {
    return uri.startsWith(SCHEME) ? new S3Place(uri.slice(SCHEME.length), false) : new S3Place(Fn.select(1, Fn.split(SCHEME, uri)), true);
  }

  /** Reads a place whose bucket is said; nothing of a text that is none, or that is open. */
  public static known(uri: string): S3Place | undefined {
    const place = uri.startsWith(SCHEME) ? S3Place.parse(uri) : undefined;
    return place?.bucketName === '' ? undefined : place;
  }

  public readonly bucketName: string;
  /** Empty for the whole bucket, and when the place is open. */
  public readonly key: string;

  private constructor(private readonly path: string, public readonly isOpen: boolean) {
    this.bucketName = isOpen ? Fn.select(0, Fn.split('/', path)) : path.split('/', 1)[0]!;
    this.key = isOpen ? '' : path.slice(this.bucketName.length + 1);
  }

  /** Whether the text ends with the name of the bucket, without a slash. */
  public get isWholeBucket(): boolean {
    return !this.isOpen && this.path === this.bucketName;
  }

  public get bucketArn(): string {
    return arn(this.bucketName);
  }

  /** The ARN of the one object; of an open place, which may be a folder, and of a folder that of everything in it. */
  public get objectArn(): string {
    return arn(this.isOpen || this.path.endsWith('/') ? `${this.path}*` : this.path);
  }

  /** The ARN of everything that begins like the place, as jobs take it; never of another bucket whose name begins like this one's. */
  public get objectsArn(): string {
    return arn(`${this.path}${this.isWholeBucket ? '/' : ''}*`);
  }

  /** The ARN of everything in the place, taken as a folder. */
  public get folderArn(): string {
    return arn(`${this.path}${this.isOpen || this.path.endsWith('/') ? '' : '/'}*`);
  }

  /** @param encryptionKey the key of the bucket, when it is known */
  public bucket(scope: Construct, id: string, encryptionKey?: kms.IKey): s3.IBucket {
    return s3.Bucket.fromBucketAttributes(scope, id, { bucketName: this.bucketName, encryptionKey });
  }

  /** The place taken as a folder, whose prefix has to be known. */
  public folder(scope: Construct, id: string, encryptionKey?: kms.IKey): BucketPrefix {
    if (this.isOpen) {
      throw new MlopsError('UnknownPlace', `${scope.node.path}: where data is or goes must be written as s3://bucket/prefix/, `
        + 'in which the bucket may be a token; '
        + 'of a token for all of it, the prefix is not known');
    }
    return { bucket: this.bucket(scope, id, encryptionKey), prefix: this.key === '' || this.key.endsWith('/') ? this.key : `${this.key}/` };
  }
}

function arn(path: string): string {
  return `arn:${Aws.PARTITION}:s3:::${path}`;
}
