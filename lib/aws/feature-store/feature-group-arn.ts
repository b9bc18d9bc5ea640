import { ArnFormat, Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** The ARN of a feature group of the account and region. */
export function featureGroupArn(scope: IConstruct, featureGroupName: string): string {
  return Stack.of(scope).formatArn({
    service: 'sagemaker', resource: 'feature-group', resourceName: featureGroupName, arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
}
