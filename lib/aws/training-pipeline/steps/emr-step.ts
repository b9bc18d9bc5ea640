import { StepRenderer } from './step-renderer';

export const EMR_STEP: StepRenderer<'emr'> = {
  type: 'EMR',
  caches: 'withPipeline',
  grant: (step, permissions) => permissions.cluster(step.clusterId),
  render: (step, context) => ({
    Arguments: {
      ClusterId: step.clusterId,
      StepConfig: {
        Name: context.name,
        HadoopJarStep: {
          Jar: step.jar,
          ...(step.arguments ? { Args: step.arguments } : {}),
          ...(step.mainClass === undefined ? {} : { MainClass: step.mainClass }),
        },
      },
    },
  }),
};
