import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { EndpointDefinition } from '../../definition/endpoint-definition';
import { ModelSourceDefinition } from '../../definition/model-definition';
import { PlatformOptions } from '../foundation/platform';

/**
 * How a model answers requests, and where it runs.
 */
export interface ModelEndpointProps extends EndpointDefinition, PlatformOptions {
  /**
   * The model. Variants can bring models of their own.
   *
   * @default - `variants` or `components` bring them
   */
  readonly model?: ModelSourceDefinition;

  /**
   * The bucket for recorded requests, and for the requests and answers of an asynchronous endpoint.
   *
   * @default - the platform's data bucket; else a new private and versioned one, when it is needed
   */
  readonly dataBucket?: s3.IBucket;

  /**
   * The bucket that holds the files of a model package.
   *
   * @default - the platform's artifact bucket
   */
  readonly packageBucket?: s3.IBucket;

  /**
   * Where the files of the model package begin in that bucket; it ends in `/`.
   *
   * @default - anywhere in the bucket
   */
  readonly packagePrefix?: string;

  /**
   * The repositories that a model package can bring its image from.
   *
   * @default - the prebuilt images of the frameworks, and the repositories of the stack's account
   */
  readonly packageRepositories?: ecr.IRepository[];
}
