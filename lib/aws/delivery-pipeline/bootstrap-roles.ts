import { Arn, ArnFormat, Aws, DefaultStackSynthesizer, Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/**
 * ARN of a role that `cdk bootstrap` has made where a stack goes. The account of the pipeline can assume it when the
 * environment was bootstrapped with `--trust <pipeline account>`.
 */
export function bootstrapRoleArn(scope: Construct, kind: 'cfn-exec' | 'deploy' | 'file-publishing' | 'lookup', stack: Stack): string {
  const account = Token.isUnresolved(stack.account) ? Aws.ACCOUNT_ID : stack.account;
  const region = Token.isUnresolved(stack.region) ? Aws.REGION : stack.region;
  const qualifier = stack.synthesizer.bootstrapQualifier ?? DefaultStackSynthesizer.DEFAULT_QUALIFIER;
  const resourceName = `cdk-${qualifier}-${kind}-role-${account}-${region}`;
  return Arn.format({
    service: 'iam', region: '', account, resource: 'role', resourceName, arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  }, Stack.of(scope));
}
