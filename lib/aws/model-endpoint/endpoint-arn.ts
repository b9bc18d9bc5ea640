import { ArnFormat, Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { isKnown } from '../../private/tokens';

/** The ARN of an endpoint: SageMaker writes names in ARNs in lower case. */
export function endpointArn(scope: IConstruct, endpointName: string): string {
  const resourceName = isKnown(endpointName) ? endpointName.toLowerCase() : endpointName;
  return Stack.of(scope).formatArn({ service: 'sagemaker', resource: 'endpoint', resourceName, arnFormat: ArnFormat.SLASH_RESOURCE_NAME });
}
