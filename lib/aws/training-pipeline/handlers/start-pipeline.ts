/**
 * Starts the training pipeline for other accounts, always with the parameters of its definition: whoever calls can neither lower a
 * gate nor name other data. The token makes a repeated call the same run.
 */
import { SageMakerClient, StartPipelineExecutionCommand } from '@aws-sdk/client-sagemaker';
import { log } from '../../foundation/handlers/logic/log';

/** As far as it is looked at; what another account sends can be anything. */
interface Call {
  readonly token?: unknown;
  readonly reason?: unknown;
}

const sagemaker = new SageMakerClient({ maxAttempts: 6 });

export async function handler(call: Call | null): Promise<{ execution: string }> {
  const token = call?.token;
  // What SageMaker takes as a token.
  if (typeof token !== 'string' || !/^[A-Za-z0-9-]{32,128}$/.test(token)) {
    throw new Error(`a start needs a token of 32 to 128 letters, digits and hyphens, got ${JSON.stringify(token)?.slice(0, 200)}`);
  }
  const { PipelineExecutionArn } = await sagemaker.send(new StartPipelineExecutionCommand({
    PipelineName: process.env.TRAINING_PIPELINE,
    ClientRequestToken: token,
    PipelineExecutionDisplayName: `drift-${token.slice(0, 12)}`,
    ...typeof call?.reason === 'string' && call.reason !== '' && { PipelineExecutionDescription: call.reason.slice(0, 3072) },
  }));
  if (PipelineExecutionArn === undefined) throw new Error('SageMaker has not said which run was started');
  log('training started for another account', { execution: PipelineExecutionArn });
  return { execution: PipelineExecutionArn };
}
