import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import { ModelEndpointGrants } from './model-endpoint-grants';
import { ModelEndpointMetrics } from './model-endpoint-metrics';

/**
 * An endpoint that answers requests with a model. It can be used wherever the CDK takes a SageMaker endpoint.
 */
export interface IModelEndpoint extends sagemaker.IEndpoint {
  /** Names of the variants that take traffic; the shadow is not among them. */
  readonly variantNames: string[];

  /** The SageMaker instance types of these variants, by their names; a variant without servers, or of which it is not known, is not among them. */
  readonly instanceTypes: { [variant: string]: string };

  /** Where requests and answers are recorded, when they are: `s3://bucket/prefix/`. */
  readonly captureUri?: string;

  /** Permissions on the endpoint. */
  readonly grants: ModelEndpointGrants;

  /** Metrics of the endpoint. */
  readonly metrics: ModelEndpointMetrics;
}
