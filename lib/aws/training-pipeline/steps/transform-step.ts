import { DEFAULT_INSTANCE_TYPE } from './job';
import { StepRenderer } from './step-renderer';
import { hasLocalStorage } from '../../foundation/local-storage';

const DEFAULT_CONTENT_TYPE = 'text/csv';

export const TRANSFORM_STEP: StepRenderer<'transform'> = {
  type: 'Transform',
  caches: 'withPipeline',
  retries: 'job',
  job: 'transform-job',
  output: (_name, reported) => reported('TransformOutput.S3OutputPath'),
  render: (step, context) => {
    const byLine = (step.splitBy ?? 'line') === 'line';
    const type = step.compute?.type ?? DEFAULT_INSTANCE_TYPE;
    return {
      Arguments: {
        ModelName: context.data(step.model),
        BatchStrategy: byLine ? 'MultiRecord' : 'SingleRecord',
        TransformInput: {
          ContentType: step.contentType ?? DEFAULT_CONTENT_TYPE,
          DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: context.data(step.input) } },
          SplitType: byLine ? 'Line' : 'None',
        },
        TransformOutput: {
          S3OutputPath: context.outputUri('predictions'),
          AssembleWith: byLine ? 'Line' : 'None',
          KmsKeyId: context.settings.keyArn,
        },
        TransformResources: {
          InstanceType: type,
          InstanceCount: step.compute?.count ?? 1,
          ...(hasLocalStorage(type) ? {} : { VolumeKmsKeyId: context.settings.keyArn }),
        },
      },
    };
  },
};
