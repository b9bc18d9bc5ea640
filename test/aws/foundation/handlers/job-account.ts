import { Input, Operation, ServiceError } from './loopback';

/** AWS CodePipeline as an invoke action sees it: a job is reported once, and whoever starts with the same token gets the same run. */
export class JobAccount {
  /** What was reported of each job. */
  public readonly reports = new Map<string, { readonly succeeded: boolean; readonly input: Input }>();
  /** Runs by the token of their start. */
  public readonly runs = new Map<string, string>();

  public get operations(): Record<string, Operation> {
    return {
      PutJobSuccessResult: input => this.report(input, true),
      PutJobFailureResult: input => this.report(input, false),
      StartPipelineExecution: ({ ClientRequestToken, clientRequestToken = ClientRequestToken }) => {
        const run = this.runs.get(clientRequestToken) ?? `arn:aws:sagemaker:eu-west-1:111111111111:pipeline/credit-train/execution/${this.runs.size + 1}`;
        this.runs.set(clientRequestToken, run);
        return { PipelineExecutionArn: run, pipelineExecutionId: run };
      },
    };
  }

  /** A job that is to be called again is not over. */
  private report(input: Input, succeeded: boolean): object {
    if (this.reports.has(input.jobId)) throw new ServiceError('InvalidJobStateException', 'the job is over');
    if (input.continuationToken === undefined) this.reports.set(input.jobId, { succeeded, input });
    return {};
  }
}

/** The event of an invoke action. */
export function job(parameters: object, continuationToken?: string, id: string = 'job-1'): object {
  return { 'CodePipeline.job': { id, data: { actionConfiguration: { configuration: { UserParameters: JSON.stringify(parameters) } }, continuationToken } } };
}
