/**
 * Starts the training pipeline for one run of the delivery pipeline, and does not wait for it.
 *
 * The token is the id of the delivery run: SageMaker answers a repeated call with the run that it has started, so a retry of
 * the action or of this function never trains twice.
 */
import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { SageMakerClient, StartPipelineExecutionCommand } from '@aws-sdk/client-sagemaker';
import { JobEvent, runJob } from './logic/pipeline-job';

interface Parameters {
  /** Id of the delivery pipeline's run. */
  readonly executionId: string;
}

const codePipeline = new CodePipelineClient({ maxAttempts: 6 });
const sagemaker = new SageMakerClient({ maxAttempts: 6 });

export async function handler(event: JobEvent): Promise<void> {
  await runJob<Parameters>(event, codePipeline, async ({ executionId }) => {
    const { PipelineExecutionArn: trainingExecutionArn } = await sagemaker.send(new StartPipelineExecutionCommand({
      PipelineName: process.env.TRAINING_PIPELINE,
      PipelineExecutionDisplayName: `delivery-${executionId}`,
      ClientRequestToken: executionId,
    }));
    return { outputs: { trainingExecutionArn: trainingExecutionArn! } };
  });
}
