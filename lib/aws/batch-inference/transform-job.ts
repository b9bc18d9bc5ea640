import { Aws, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { DEFAULT_INSTANCE_TYPE } from './batch-inference-limits';
import { BatchInferenceDefinition } from '../../definition';
import { BatchRun } from '../monitoring/checks/batch-checks';

/** After these the same job can be asked for again. */
export const PASSING_ERRORS = [
  'SageMaker.ResourceLimitExceededException',
  'SageMaker.ThrottlingException',
  'SageMaker.SdkClientException',
];

/** One run of batch inference. */
export interface TransformJob {
  readonly batch: BatchInferenceDefinition;
  readonly input: string;
  readonly modelName: string;
  readonly namePrefix: string;
  readonly output: string;
  readonly outputKey: kms.IKey;
  /** Absent where the machines have disks of their own, which AWS encrypts. */
  readonly volumeKey?: kms.IKey;
  /** What the states after it are told, as variables of Step Functions. */
  readonly assign?: Record<string, string>;
}

/** The state that makes the job and waits for it: the request of `CreateTransformJob`, with the names of its API. */
export function renderTransformTask({ batch, input, modelName, namePrefix, output, outputKey, volumeKey, assign }: TransformJob): object {
  const { compute, contentType, splitBy, joinInput, maxConcurrency } = batch;
  const lines = (splitBy ?? 'line') === 'line';
  const digits = startDigits();
  return {
    Type: 'Task',
    Resource: `arn:${Aws.PARTITION}:states:::sagemaker:createTransformJob.sync`,
    ...(assign && { Assign: assign }),
    Arguments: {
      TransformJobName: `{% '${namePrefix}-' & ${digits} %}`,
      ModelName: modelName,
      ...(maxConcurrency === undefined ? {} : { MaxConcurrentTransforms: maxConcurrency }),
      BatchStrategy: lines ? 'MultiRecord' : 'SingleRecord',
      TransformInput: {
        ContentType: contentType ?? 'text/csv',
        SplitType: lines ? 'Line' : 'None',
        DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: input } },
      },
      TransformOutput: {
        S3OutputPath: `{% '${output}' & ${digits} %}`,
        AssembleWith: lines ? 'Line' : 'None',
        KmsKeyId: outputKey.keyArn,
      },
      TransformResources: {
        InstanceType: compute?.type ?? DEFAULT_INSTANCE_TYPE,
        InstanceCount: compute?.count ?? 1,
        ...(volumeKey ? { VolumeKmsKeyId: volumeKey.keyArn } : {}),
      },
      ...(joinInput ? { DataProcessing: { JoinSource: 'Input' } } : {}),
    },
  };
}

/** The scheduled time, in JSONata. Without one the run was started by hand, and its own start takes its place. */
const START = '$exists($states.input.scheduledTime) ? $states.input.scheduledTime : $states.context.Execution.StartTime';

/** Its digits, which name the job. */
function startDigits(): string {
  return `$replace(${START}, /\\.[0-9]+|[^0-9]/, '')`;
}

/** What checks are told of the run that they follow, and by which names. */
export function runVariables(output: string): { readonly assign: Record<string, string>; readonly run: BatchRun } {
  return {
    assign: { run: `{% ${startDigits()} %}`, scheduledTime: `{% ${START} %}`, scored: `{% '${output}' & ${startDigits()} %}` },
    run: { digits: '$run', scheduledTime: '$scheduledTime', outputUri: '$scored' },
  };
}

/** What Step Functions needs for it. */
export function transformJobStatements(scope: Construct, namePrefix: string): iam.PolicyStatement[] {
  const stack = Stack.of(scope);
  return [
    new iam.PolicyStatement({
      actions: ['CreateTransformJob', 'DescribeTransformJob', 'StopTransformJob', 'AddTags', 'ListTags'].map(action => `sagemaker:${action}`),
      resources: [stack.formatArn({ service: 'sagemaker', resource: 'transform-job', resourceName: `${namePrefix.toLowerCase()}-*` })],
    }),
    // How Step Functions learns that the job has ended.
    new iam.PolicyStatement({
      actions: ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'],
      resources: [stack.formatArn({ service: 'events', resource: 'rule', resourceName: 'StepFunctionsGetEventsForSageMakerTransformJobsRule' })],
    }),
  ];
}
