import { StepContext } from './step-context';
import { JobDefinition } from '../../../definition/step-definition';
import { Framework, JobComputeDefinition } from '../../../definition/values';
import { mebibytes, seconds } from '../../../private/units';
import { frameworkImage } from '../../model/framework-image';
import { hasLocalStorage } from '../../private/local-storage';
import { SourceBundle, sourceBundle } from '../../private/source-bundle';

/** The machines of a job when none are given. */
export const DEFAULT_INSTANCE_TYPE = 'ml.m5.xlarge';
const DEFAULT_VOLUME = '30GiB';
const DEFAULT_TIMEOUT = '1d';

/** The framework of a process step that has neither a framework nor an image. */
export const DEFAULT_PROCESS_FRAMEWORK: Framework = 'sklearn';

/** The image of a job: its own, or the framework's for training, which also has what data preparation needs. */
export function jobImage(job: JobDefinition, context: StepContext, fallback?: Framework): string {
  return job.image ?? frameworkImage(context.settings.scope, {
    framework: (job.framework ?? fallback)!,
    version: job.frameworkVersion,
    purpose: 'training',
    instanceType: job.compute?.type ?? DEFAULT_INSTANCE_TYPE,
  });
}

/** The packed folder of a job's script. */
export function jobSource(job: JobDefinition, context: StepContext): SourceBundle | undefined {
  return job.script === undefined ? undefined : sourceBundle(context.settings.scope, context.settings.sourceDirectory, job.script);
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

/** The environment of a job: the step's own variables and where to record the run. */
export function environment(job: JobDefinition, context: StepContext): { Environment?: Record<string, string> } {
  const { trackingUri } = context.settings;
  const variables = { ...job.environment, ...(trackingUri === undefined ? {} : { MLFLOW_TRACKING_URI: trackingUri }) };
  return Object.keys(variables).length > 0 ? { Environment: variables } : {};
}

/** A job is stopped after this many seconds. */
export function timeout(job: JobDefinition): number {
  return seconds(job.timeout ?? DEFAULT_TIMEOUT);
}

/** How a job is protected on the network. Traffic between machines is only there when there are several. */
export function protection(job: JobDefinition, context: StepContext, source?: SourceBundle): Record<string, unknown> {
  const { vpcConfig } = context.settings;
  return {
    EnableNetworkIsolation: isIsolated(context, source),
    ...((job.compute?.count ?? 1) === 1 ? {} : { EnableInterContainerTrafficEncryption: true }),
    ...(vpcConfig ? { VpcConfig: vpcConfig } : {}),
  };
}

/** A container without network can neither record to MLflow nor install packages. */
function isIsolated(context: StepContext, source?: SourceBundle): boolean {
  const { isolated, trackingUri } = context.settings;
  return isolated && trackingUri === undefined && !source?.hasRequirements;
}
