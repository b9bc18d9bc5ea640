import { JobSettingsDefinition } from '../../../definition/pipeline/steps/job-settings-definition';
import { Expression } from '../pipeline-expression';
import { machines, protection, timeout } from './job';
import { StepContext } from './step-context';

/** Inputs and outputs are folders below these, by their names. */
export const INPUT_DIRECTORY = '/opt/ml/processing/input';
export const OUTPUT_DIRECTORY = '/opt/ml/processing/output';

/** What one processing job differs in from others. */
export interface ProcessingJob {
  readonly settings: JobSettingsDefinition;
  readonly image: string;
  readonly command?: string[];
  readonly arguments: (string | Expression)[];
  /** Places in Amazon S3. */
  readonly inputs: Readonly<Record<string, string | Expression>>;
  readonly outputs: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Whether it cannot do its work without a network. */
  readonly usesNetwork: boolean;
}

/** Where an output of a processing job is. */
export function processingOutput(name: string, reported: (path: string) => Expression): Expression {
  return reported(`ProcessingOutputConfig.Outputs['${name}'].S3Output.S3Uri`);
}

/** The request of `CreateProcessingJob`, with the names of its API. */
export function processingJob(job: ProcessingJob, context: StepContext): Record<string, unknown> {
  return {
    ProcessingResources: { ClusterConfig: machines(job.settings.compute, context) },
    AppSpecification: {
      ImageUri: job.image,
      ...(job.command ? { ContainerEntrypoint: job.command } : {}),
      ...(job.arguments.length > 0 ? { ContainerArguments: job.arguments } : {}),
    },
    RoleArn: context.settings.roleArn,
    ProcessingInputs: Object.entries(job.inputs).map(([InputName, S3Uri]) => ({
      InputName,
      S3Input: {
        S3Uri,
        LocalPath: `${INPUT_DIRECTORY}/${InputName}`,
        S3DataType: 'S3Prefix',
        S3InputMode: 'File',
        S3DataDistributionType: 'FullyReplicated',
      },
    })),
    ProcessingOutputConfig: {
      KmsKeyId: context.settings.keyArn,
      Outputs: job.outputs.map(name => ({
        OutputName: name,
        S3Output: { S3Uri: context.outputUri(name), LocalPath: `${OUTPUT_DIRECTORY}/${name}`, S3UploadMode: 'EndOfJob' },
      })),
    },
    ...(Object.keys(job.environment).length > 0 ? { Environment: job.environment } : {}),
    NetworkConfig: protection(job.settings, context, job.usesNetwork),
    StoppingCondition: { MaxRuntimeInSeconds: timeout(job.settings) },
  };
}
