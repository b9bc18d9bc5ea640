import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';

/**
 * A place in Amazon S3 that callers of an asynchronous endpoint use.
 */
export interface AsynchronousLocation {
  /** The bucket. */
  readonly bucket: s3.IBucket;

  /** The prefix in the bucket, ending in `/`. */
  readonly prefix: string;
}

/**
 * What callers of an asynchronous endpoint need besides the endpoint.
 */
export interface AsynchronousAccess {
  /** Where callers put the requests. */
  readonly input: AsynchronousLocation;

  /** Where callers find the answers. */
  readonly output: AsynchronousLocation;

  /**
   * Where callers find the failures.
   *
   * @default - the failures are not written
   */
  readonly failures?: AsynchronousLocation;

  /**
   * Encrypts requests and answers.
   *
   * @default - the key of the bucket
   */
  readonly encryptionKey?: kms.IKey;
}

/**
 * Permissions on an endpoint.
 */
export class ModelEndpointGrants {
  /**
   * @param endpoint the endpoint
   * @param asynchronous where requests and answers are exchanged when the endpoint is asynchronous
   */
  constructor(private readonly endpoint: sagemaker.IEndpoint, private readonly asynchronous?: AsynchronousAccess) {}

  /**
   * Allows to call the endpoint. Callers of an asynchronous endpoint may also write requests and read answers.
   *
   * @param grantee who may call
   */
  public invoke(grantee: iam.IGrantable): iam.Grant {
    const actions = this.asynchronous
      ? ['sagemaker:InvokeEndpointAsync']
      : ['sagemaker:InvokeEndpoint', 'sagemaker:InvokeEndpointWithResponseStream'];
    const grant = iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [this.endpoint.endpointArn] });
    return this.asynchronous ? grant.combine(this.exchange(grantee, this.asynchronous)) : grant;
  }

  /**
   * Allows to see the endpoint's state.
   *
   * @param grantee who may look
   */
  public describe(grantee: iam.IGrantable): iam.Grant {
    return iam.Grant.addToPrincipal({ grantee, actions: ['sagemaker:DescribeEndpoint'], resourceArns: [this.endpoint.endpointArn] });
  }

  private exchange(grantee: iam.IGrantable, { input, output, failures, encryptionKey }: AsynchronousAccess): iam.Grant {
    const outputs = [output, ...(failures ? [failures] : [])];
    const write = iam.Grant.addToPrincipal({
      grantee,
      actions: ['s3:PutObject'],
      resourceArns: [input.bucket.arnForObjects(`${input.prefix}*`)],
    });
    const read = iam.Grant.addToPrincipal({
      grantee,
      actions: ['s3:GetObject'],
      resourceArns: outputs.map(({ bucket, prefix }) => bucket.arnForObjects(`${prefix}*`)),
    });
    const grant = write.combine(read);
    return encryptionKey ? grant.combine(encryptionKey.grantEncryptDecrypt(grantee)) : grant;
  }
}
