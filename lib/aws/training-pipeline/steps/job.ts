import { PipelineSettings, StepContext } from './step-context';
import { JobDefinition } from '../../../definition/pipeline/steps/job-definition';
import { JobSettingsDefinition } from '../../../definition/pipeline/steps/job-settings-definition';
import { ProcessStepDefinition } from '../../../definition/pipeline/steps/process-step-definition';
import { TrainStepDefinition } from '../../../definition/pipeline/steps/train-step-definition';
import { Framework, JobComputeDefinition } from '../../../definition/values';
import { mebibytes, seconds } from '../../../private/units';
import { libraryProgram } from '../../foundation/library-program';
import { hasLocalStorage } from '../../foundation/local-storage';
import { needsIndex, packageEnvironment } from '../../foundation/script-packages';
import { scriptPackages, SourceBundle, sourceBundle } from '../../foundation/source-bundle';
import { frameworkImage } from '../../model/framework-image';

/** The machines of a job when none are given. */
export const DEFAULT_INSTANCE_TYPE = 'ml.m5.xlarge';
const DEFAULT_VOLUME = '30GiB';
const DEFAULT_TIMEOUT = '1d';

/** The program of explain steps, which comes with the library. */
export const EXPLAIN_PROGRAM = libraryProgram('explain');

/** The framework of a process step that has neither a framework nor an image. */
export const DEFAULT_PROCESS_FRAMEWORK: Framework = 'sklearn';

/** What decides on the image of a job. */
export type JobImage = Pick<JobDefinition, 'compute' | 'framework' | 'frameworkVersion' | 'image'>;

/** The image of a job: its own, or the framework's for training, which also has what data preparation needs. */
export function jobImage(job: JobImage, context: StepContext, fallback?: Framework): string {
  return job.image ?? frameworkImage(context.settings.scope, {
    framework: (job.framework ?? fallback)!,
    version: job.frameworkVersion,
    purpose: 'training',
    instanceType: job.compute?.type ?? DEFAULT_INSTANCE_TYPE,
  });
}

/** The packed folder of a process step: its image runs what it is told, so the launcher runs the script. */
export function processSource({ script }: ProcessStepDefinition, settings: PipelineSettings): SourceBundle | undefined {
  return script === undefined ? undefined : sourceBundle(settings.scope, settings.sourceDirectory, script, { launched: true });
}

/** The packed program of explain steps. */
export function explainSource({ scope }: PipelineSettings): SourceBundle {
  const { directory, entryPoint, packing } = EXPLAIN_PROGRAM;
  return sourceBundle(scope, directory, entryPoint, packing);
}

/** The packed folder of a training script, which the image runs itself, or the launcher in its place. */
export function trainingSource({ script }: TrainStepDefinition, settings: PipelineSettings): SourceBundle | undefined {
  if (script === undefined) return undefined;
  return sourceBundle(settings.scope, settings.sourceDirectory, script, { launched: isLaunched(script, settings) });
}

/**
 * Images install a training script's packages from PyPI; only some know of AWS CodeArtifact, and none of a folder of wheels. So
 * the launcher does it where packages come from elsewhere.
 */
function isLaunched(script: string, { sourceDirectory, packages }: PipelineSettings): boolean {
  const { hasRequirements, hasWheels } = scriptPackages(sourceDirectory, script);
  return hasRequirements && (hasWheels || packages !== undefined);
}

/** The machines with their encrypted volumes. Local NVMe storage takes no key. */
export function machines(compute: JobComputeDefinition | undefined, context: StepContext): Record<string, unknown> {
  const type = compute?.type ?? DEFAULT_INSTANCE_TYPE;
  return {
    InstanceType: type,
    InstanceCount: compute?.count ?? 1,
    VolumeSizeInGB: Math.ceil(mebibytes(compute?.volume ?? DEFAULT_VOLUME) / 1024),
    ...(hasLocalStorage(type) ? {} : { VolumeKmsKeyId: context.settings.keyArn }),
  };
}

/** The environment of a job: the step's own variables, where to record the run, and where packages come from. */
export function environment(
  job: JobSettingsDefinition, context: StepContext, source?: SourceBundle, launched: Record<string, string> = {},
): Record<string, string> {
  const { trackingUri, packages } = context.settings;
  return {
    ...job.environment,
    ...(trackingUri === undefined ? {} : { MLFLOW_TRACKING_URI: trackingUri }),
    ...(source ? packageEnvironment(source, packages) : {}),
    ...launched,
  };
}

/** A job is stopped after this many seconds. */
export function timeout(job: JobSettingsDefinition): number {
  return seconds(job.timeout ?? DEFAULT_TIMEOUT);
}

/** How a job is protected on the network. Traffic between machines is only there when there are several. */
export function protection(job: JobSettingsDefinition, context: StepContext, needsNetwork: boolean): Record<string, unknown> {
  const { isolated, vpcConfig } = context.settings;
  return {
    EnableNetworkIsolation: isolated && !needsNetwork,
    ...((job.compute?.count ?? 1) === 1 ? {} : { EnableInterContainerTrafficEncryption: true }),
    ...(vpcConfig ? { VpcConfig: vpcConfig } : {}),
  };
}

/** A container without network can neither record to MLflow nor install packages. */
export function usesNetwork({ settings }: StepContext, source?: SourceBundle): boolean {
  return settings.trackingUri !== undefined || source !== undefined && needsIndex(source);
}
