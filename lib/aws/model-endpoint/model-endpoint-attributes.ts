import { AsynchronousAccess } from './model-endpoint-grants';

/**
 * An endpoint that is there already.
 */
export interface ModelEndpointAttributes {
  /** Name of the endpoint. */
  readonly endpointName: string;

  /**
   * Names of its variants.
   *
   * @default - one variant, `AllTraffic`
   */
  readonly variantNames?: string[];

  /**
   * The SageMaker instance type of each variant, by the variant's name. It tells how many processor cores and GPUs the
   * utilisation metrics count.
   *
   * @default - not known: of the machines, only memory can be watched
   */
  readonly instanceTypes?: { [variant: string]: string };

  /**
   * Where its requests and answers are recorded.
   *
   * @default - they are not
   */
  readonly captureUri?: string;

  /**
   * What its callers need when it is asynchronous.
   *
   * @default - it answers at once
   */
  readonly asynchronous?: AsynchronousAccess;
}
