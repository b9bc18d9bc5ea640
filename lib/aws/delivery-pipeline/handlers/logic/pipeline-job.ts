import { CodePipelineClient, PutJobFailureResultCommand, PutJobSuccessResultCommand } from '@aws-sdk/client-codepipeline';
import { log, logError } from '../../../foundation/handlers/logic/log';
import { isPassing } from '../../../foundation/handlers/logic/passing-error';

/** What CodePipeline sends to the function of an invoke action. */
export interface JobEvent {
  readonly 'CodePipeline.job': {
    readonly id: string;
    readonly data: {
      readonly actionConfiguration: { readonly configuration: { readonly UserParameters?: string } };
      readonly continuationToken?: string;
    };
  };
}

/** How a job ends for now: it is done and says something, or it wants to be called again with a token. */
export type JobResult = { readonly outputs: Record<string, string> } | { readonly callAgain: string };

/**
 * Does the work of an invoke action and reports how it ended. A job that does not report blocks the pipeline until it times
 * out, so every failure of the work is reported too. What passes by itself, such as an expired session, is thrown instead, like a
 * report that cannot be delivered: Lambda then calls the function again, and the work has to give the same result a second time.
 */
export async function runJob<P>(
  event: JobEvent, codePipeline: CodePipelineClient, work: (parameters: P, continuationToken?: string) => Promise<JobResult>,
): Promise<void> {
  const { id: jobId, data } = event['CodePipeline.job'];
  let result: JobResult;
  try {
    const parameters = JSON.parse(data.actionConfiguration.configuration.UserParameters ?? '{}') as P;
    result = await work(parameters, data.continuationToken);
  } catch (error) {
    logError('job failed', error, { jobId });
    if (isPassing(error)) throw error;
    const message = (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, 5000);
    await once(codePipeline.send(new PutJobFailureResultCommand({ jobId, failureDetails: { type: 'JobFailed', message } })));
    return;
  }
  log('job reported', { jobId, ...result });
  await once(codePipeline.send(new PutJobSuccessResultCommand('callAgain' in result
    ? { jobId, continuationToken: result.callAgain }
    : { jobId, outputVariables: result.outputs })));
}

/** A second report for the same job is refused; the first one counts. */
async function once(report: Promise<unknown>): Promise<void> {
  try {
    await report;
  } catch (error) {
    if (!(error instanceof Error && error.name === 'InvalidJobStateException')) throw error;
  }
}
