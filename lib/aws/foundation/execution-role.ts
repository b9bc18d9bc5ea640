import { Aws } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { PlatformOptions } from './platform';

/**
 * Gives the role of SageMaker jobs or containers: the one of the props, else a new one that only SageMaker in this account
 * can assume. It is not yet allowed anything.
 */
export function executionRole(scope: Construct, id: string, props: PlatformOptions, description: string): iam.IRole {
  return props.role ?? new iam.Role(scope, id, {
    description,
    assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
  });
}

