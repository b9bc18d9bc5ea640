import { Resource } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import { Construct } from 'constructs';
import { endpointArn } from './endpoint-arn';
import { ModelEndpointAttributes } from './model-endpoint-attributes';
import { ModelEndpointGrants } from './model-endpoint-grants';
import { IModelEndpoint } from './model-endpoint-interface';
import { ModelEndpointMetrics } from './model-endpoint-metrics';
import { DEFAULT_VARIANT } from './shape/endpoint-parts';

/** An endpoint that is there already: it defines nothing. */
export class ImportedModelEndpoint extends Resource implements IModelEndpoint {
  public readonly endpointName: string;
  public readonly endpointArn: string;
  public readonly endpointRef: sagemaker.EndpointReference;
  public readonly variantNames: string[];
  public readonly instanceTypes: { [variant: string]: string };
  public readonly captureUri?: string;
  public readonly grants: ModelEndpointGrants;
  public readonly metrics: ModelEndpointMetrics;

  constructor(scope: Construct, id: string, attributes: ModelEndpointAttributes) {
    super(scope, id);
    this.endpointName = attributes.endpointName;
    this.endpointArn = endpointArn(this, this.endpointName);
    this.endpointRef = { endpointArn: this.endpointArn };
    this.variantNames = attributes.variantNames ?? [DEFAULT_VARIANT];
    this.instanceTypes = attributes.instanceTypes ?? {};
    this.captureUri = attributes.captureUri;
    this.grants = new ModelEndpointGrants(this, attributes.asynchronous);
    this.metrics = new ModelEndpointMetrics(this.endpointName, this.variantNames);
  }

  public grantInvoke(grantee: iam.IGrantable): iam.Grant {
    return this.grants.invoke(grantee);
  }
}
