import {
  CodePipelineClient, GetPipelineExecutionCommand, ListPipelineExecutionsCommand, StartPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline';

/** Name of the release pipeline's variable. */
export const VERSION_VARIABLE = 'modelPackageArn';

/** Starts a release of a version. The same token never starts two. */
export async function startRelease(client: CodePipelineClient, version: string, clientRequestToken: string): Promise<string> {
  const { pipelineExecutionId } = await client.send(new StartPipelineExecutionCommand({
    name: process.env.RELEASE_PIPELINE,
    variables: [{ name: VERSION_VARIABLE, value: version }],
    clientRequestToken,
  }));
  return pipelineExecutionId!;
}

/** Finds the newest release of a version that was started since the given time, with a minute for clocks that differ. */
export async function findRelease(client: CodePipelineClient, version: string, since: Date): Promise<string | undefined> {
  const pipelineName = process.env.RELEASE_PIPELINE;
  const { pipelineExecutionSummaries = [] } = await client.send(new ListPipelineExecutionsCommand({ pipelineName, maxResults: 100 }));
  const candidates = pipelineExecutionSummaries.filter(({ startTime }) => startTime !== undefined && startTime.getTime() >= since.getTime() - 60_000);
  for (const { pipelineExecutionId } of candidates) {
    const { pipelineExecution } = await client.send(new GetPipelineExecutionCommand({ pipelineName, pipelineExecutionId }));
    const released = pipelineExecution?.variables?.find(({ name }) => name === VERSION_VARIABLE)?.resolvedValue;
    if (released === version) return pipelineExecutionId;
  }
  return undefined;
}
