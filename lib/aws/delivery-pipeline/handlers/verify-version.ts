/**
 * Lets a version pass that may be released: one of the model's own group, approved, and where people approve not by what trains.
 * Whoever starts a release, and with whatever version, comes by here.
 */
import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { JobEvent, JobResult, runJob } from './logic/pipeline-job';
import { NotReleasable, Registry } from './logic/registry';

interface Parameters {
  readonly version: string;
}

const codePipeline = new CodePipelineClient({ maxAttempts: 6 });
const sagemaker = new SageMakerClient({ maxAttempts: 6 });

export async function handler(event: JobEvent): Promise<void> {
  await runJob<Parameters>(event, codePipeline, async ({ version }): Promise<JobResult> => {
    const registry = Registry.fromEnvironment(sagemaker);
    if (!await registry.isApproved(registry.own(version))) throw new NotReleasable(`${version} is not approved`);
    return { outputs: { version } };
  });
}
