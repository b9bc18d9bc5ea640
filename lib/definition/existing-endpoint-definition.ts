import { StoragePlace } from './values';

/**
 * An endpoint that is there already, in the account and region of the environment. It is watched, and nothing of it is made or changed.
 */
export interface ExistingEndpointDefinition {
  /**
   * Name of the endpoint.
   *
   * @pattern ^[a-zA-Z0-9](-*[a-zA-Z0-9])*$
   * @patternErrorMessage must be letters, digits and hyphens, with a letter or digit at both ends
   * @maxLength 63
   */
  readonly name: string;

  /**
   * Its variants, by name: each has alarms of its own.
   *
   * @default - one variant, `AllTraffic`, of which the machines are not known
   */
  readonly variants?: { [name: string]: ExistingVariantDefinition };

  /**
   * Where its requests and answers are recorded. Checks of the data read them there.
   *
   * @default - they are not recorded, and only the endpoint itself can be watched
   */
  readonly capture?: ExistingCaptureDefinition;
}

/**
 * One variant of an endpoint that is there already.
 */
export interface ExistingVariantDefinition {
  /**
   * The type of its machines, such as ml.m5.large. It tells how many processor cores and GPUs the utilisation counts.
   *
   * @default - not known: of the machines, only memory can be watched
   */
  readonly type?: string;
}

/**
 * What is recorded of an endpoint that is there already.
 */
export interface ExistingCaptureDefinition {
  /**
   * Where the records begin, before the name of the endpoint: on AWS what `aws sagemaker describe-endpoint-config` calls
   * `DestinationS3Uri`.
   */
  readonly destination: StoragePlace;

  /**
   * What only records on AWS have.
   *
   * @default - the records are encrypted with the key of the environment, or with none of your own
   */
  readonly aws?: AwsExistingCaptureDefinition;
}

/**
 * How records are kept on AWS.
 */
export interface AwsExistingCaptureDefinition {
  /**
   * ARN of the key that encrypts the records. Its policy must let the account use it.
   *
   * @pattern ^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key/[a-zA-Z0-9-]+$
   * @patternErrorMessage must be the ARN of a key such as arn:aws:kms:eu-west-1:111111111111:key/0123abcd-1111-2222-3333-444455556666
   */
  readonly encryptionKey: string;
}
