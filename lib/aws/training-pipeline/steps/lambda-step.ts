import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { exchange } from './outside-step';
import { StepRenderer } from './step-renderer';

export const LAMBDA_STEP: StepRenderer<'lambda'> = {
  type: 'Lambda',
  caches: 'whenAsked',
  grant: (step, permissions, { scope }) => permissions.functions([functionArn(scope, step.functionName)]),
  render: (step, context) => ({ FunctionArn: functionArn(context.settings.scope, step.functionName), ...exchange(step, context) }),
};

/** A function of the stack's account and region. */
function functionArn(scope: Construct, functionName: string): string {
  return Stack.of(scope).formatArn({ service: 'lambda', resource: 'function', resourceName: functionName, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
}
