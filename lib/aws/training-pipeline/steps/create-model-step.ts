import { modelContainer } from './model-container';
import { StepRenderer } from './step-renderer';

export const CREATE_MODEL_STEP: StepRenderer<'createModel'> = {
  type: 'Model',
  retries: 'service',
  job: 'model',
  output: (_name, reported) => reported('ModelName'),
  render: (step, context) => {
    const { roleArn, vpcConfig, isolated } = context.settings;
    return {
      Arguments: {
        ExecutionRoleArn: roleArn,
        PrimaryContainer: modelContainer(step.model, context),
        EnableNetworkIsolation: isolated,
        ...(vpcConfig ? { VpcConfig: vpcConfig } : {}),
      },
    };
  },
};
