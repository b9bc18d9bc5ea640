import { Stack } from 'aws-cdk-lib';
import { exchange } from './outside-step';
import { StepRenderer } from './step-renderer';

export const CALLBACK_STEP: StepRenderer<'callback'> = {
  type: 'Callback',
  caches: 'whenAsked',
  grant: (step, permissions, { scope }) => {
    const { region, account } = Stack.of(scope);
    permissions.queue(region, account, step.queueName);
  },
  render: (step, context) => {
    const { region, account, urlSuffix } = Stack.of(context.settings.scope);
    return { SqsQueueUrl: `https://sqs.${region}.${urlSuffix}/${account}/${step.queueName}`, ...exchange(step, context) };
  },
};
