import { ProcessStepDefinition } from '../../../definition/step-definition';
import { asText, Expression } from '../pipeline-expression';
import { DEFAULT_PROCESS_FRAMEWORK, environment, jobImage, jobSource, machines, protection, timeout } from './job';
import { StepContext } from './step-context';
import { StepRenderer } from './step-renderer';

/** Where a process step writes its metrics, below its outputs: `metrics/metrics.json`. */
export const METRICS_OUTPUT = 'metrics';
export const METRICS_FILE = 'metrics.json';

const INPUT_DIRECTORY = '/opt/ml/processing/input';
const OUTPUT_DIRECTORY = '/opt/ml/processing/output';

/**
 * Unpacks the folder of the script and runs it. The script and its arguments are arguments of the shell (`$0`, `$@`), so
 * nothing that they hold is read as shell code.
 */
const RUN_SCRIPT = [
  'set -e',
  `cd ${INPUT_DIRECTORY}/code`,
  'tar -xzf *.tgz',
  'if [ -f requirements.txt ]; then python3 -m pip install --requirement requirements.txt; fi',
  'exec python3 "$0" "$@"',
].join('\n');

export const PROCESS_STEP: StepRenderer<'process'> = {
  type: 'Processing',
  caches: 'withPipeline',
  retries: 'job',
  job: 'processing-job',
  render: (step, context) => {
    const source = jobSource(step, context);
    return {
      Arguments: {
        ProcessingResources: { ClusterConfig: machines(step.compute, context) },
        AppSpecification: {
          ImageUri: jobImage(step, context, DEFAULT_PROCESS_FRAMEWORK),
          ...(source ? { ContainerEntrypoint: ['bash', '-c', RUN_SCRIPT, source.entry] } : {}),
          ...scriptArguments(step, context),
        },
        RoleArn: context.settings.roleArn,
        ProcessingInputs: [
          ...Object.entries(step.inputs ?? {}).map(([name, input]) => processingInput(name, context.data(input))),
          ...(source ? [processingInput('code', source.uri)] : []),
        ],
        ProcessingOutputConfig: {
          KmsKeyId: context.settings.keyArn,
          Outputs: outputNames(step).map(name => ({
            OutputName: name,
            S3Output: { S3Uri: context.outputUri(name), LocalPath: `${OUTPUT_DIRECTORY}/${name}`, S3UploadMode: 'EndOfJob' },
          })),
        },
        ...environment(step, context),
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

function processingInput(name: string, uri: string | Expression): object {
  return {
    InputName: name,
    S3Input: {
      S3Uri: uri,
      LocalPath: `${INPUT_DIRECTORY}/${name}`,
      S3DataType: 'S3Prefix',
      S3InputMode: 'File',
      S3DataDistributionType: 'FullyReplicated',
    },
  };
}
