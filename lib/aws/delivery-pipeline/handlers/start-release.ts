/**
 * Releases the newest approved version with the stacks that the delivery pipeline has just built, so that a change of the
 * serving stack reaches every environment without a new training. Before the first approval there is nothing to release.
 */
import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { JobEvent, JobResult, runJob } from './logic/pipeline-job';
import { Registry } from './logic/registry';
import { startRelease } from './logic/release-pipeline';

interface Parameters {
  /** Id of the delivery pipeline's run; a retry of the action starts no second release. */
  readonly executionId: string;
}

const codePipeline = new CodePipelineClient({ maxAttempts: 6 });
const sagemaker = new SageMakerClient({ maxAttempts: 6 });

export async function handler(event: JobEvent): Promise<void> {
  await runJob<Parameters>(event, codePipeline, async ({ executionId }): Promise<JobResult> => {
    const version = await Registry.fromEnvironment(sagemaker).newestApproved();
    if (version === undefined) return { outputs: { release: 'none: no version is approved yet' } };
    return { outputs: { release: await startRelease(codePipeline, version, executionId), version } };
  });
}
