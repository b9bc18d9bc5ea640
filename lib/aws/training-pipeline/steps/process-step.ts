import { ProcessStepDefinition } from '../../../definition/steps/process-step-definition';
import { CODE_DIRECTORY, pythonJob } from '../../private/python-job';
import { asText, Expression } from '../pipeline-expression';
import { DEFAULT_PROCESS_FRAMEWORK, environment, jobImage, machines, processSource, protection, timeout } from './job';
import { StepContext } from './step-context';
import { StepRenderer } from './step-renderer';

/** Where a process step writes its metrics, below its outputs: `metrics/metrics.json`. */
export const METRICS_OUTPUT = 'metrics';
export const METRICS_FILE = 'metrics.json';

const INPUT_DIRECTORY = '/opt/ml/processing/input';
const OUTPUT_DIRECTORY = '/opt/ml/processing/output';

export const PROCESS_STEP: StepRenderer<'process'> = {
  type: 'Processing',
  caches: 'withPipeline',
  retries: 'job',
  job: 'processing-job',
  render: (step, context) => {
    const source = processSource(step, context.settings);
    return {
      Arguments: {
        ProcessingResources: { ClusterConfig: machines(step.compute, context) },
        AppSpecification: {
          ImageUri: jobImage(step, context, DEFAULT_PROCESS_FRAMEWORK),
          ...(source ? { ContainerEntrypoint: pythonJob(source).entryPoint } : {}),
          ...scriptArguments(step, context),
        },
        RoleArn: context.settings.roleArn,
        ProcessingInputs: [
          ...Object.entries(step.inputs ?? {}).map(([name, input]) => processingInput(name, context.data(input), `${INPUT_DIRECTORY}/${name}`)),
          ...(source ? [processingInput('code', source.uri, CODE_DIRECTORY)] : []),
        ],
        ProcessingOutputConfig: {
          KmsKeyId: context.settings.keyArn,
          Outputs: outputNames(step).map(name => ({
            OutputName: name,
            S3Output: { S3Uri: context.outputUri(name), LocalPath: `${OUTPUT_DIRECTORY}/${name}`, S3UploadMode: 'EndOfJob' },
          })),
        },
        ...environment(step, context, source),
        NetworkConfig: protection(step, context, source),
        StoppingCondition: { MaxRuntimeInSeconds: timeout(step) },
      },
      ...(step.metrics ? { PropertyFiles: [{ PropertyFileName: METRICS_OUTPUT, OutputName: METRICS_OUTPUT, FilePath: METRICS_FILE }] } : {}),
    };
  },
};

/** The outputs that a step declares, and the one of its metrics. */
export function outputNames(step: ProcessStepDefinition): string[] {
  return [...new Set([...step.outputs ?? [], ...(step.metrics ? [METRICS_OUTPUT] : [])])];
}

function scriptArguments(step: ProcessStepDefinition, context: StepContext): { ContainerArguments?: (string | Expression)[] } {
  const entries = Object.entries(step.arguments ?? {});
  if (entries.length === 0) return {};
  return { ContainerArguments: entries.flatMap(([name, value]) => [`--${name}`, asText(context.value(value))]) };
}

function processingInput(name: string, uri: string | Expression, LocalPath: string): object {
  return {
    InputName: name,
    S3Input: {
      S3Uri: uri,
      LocalPath,
      S3DataType: 'S3Prefix',
      S3InputMode: 'File',
      S3DataDistributionType: 'FullyReplicated',
    },
  };
}
