/**
 * Checks the endpoint of one environment after its deployment: in service, with the wanted version, answering the sample
 * request in time, without an alarm. While the endpoint changes, or until the alarms have been quiet for long enough,
 * it asks CodePipeline to call again; it never waits inside the function.
 */
import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { checkEndpoint, SmokeRequest, SmokeTestFailed } from './logic/endpoint-check';
import { JobEvent, runJob } from './logic/pipeline-job';
import { Target, targetPorts } from './logic/target';

interface Parameters extends Target {
  /** The version that must be in service. */
  readonly version?: string;
  /** How long the alarms are watched after the first good check. */
  readonly watchSeconds?: number;
}

/** What is remembered between two calls, in milliseconds since 1970. */
interface Progress {
  readonly begin: number;
  readonly goodSince?: number;
}

/** An endpoint that still changes after this time does not get there. CloudFormation has waited for it before. */
const MAX_WAIT_MS = 3600_000;

const codePipeline = new CodePipelineClient({ maxAttempts: 6 });

export async function handler(event: JobEvent): Promise<void> {
  await runJob<Parameters>(event, codePipeline, async (parameters, token) => {
    const now = Date.now();
    const { begin, goodSince }: Progress = token === undefined ? { begin: now } : JSON.parse(token);
    // The request is sent once; while the alarms are watched, real traffic is the test.
    const request = goodSince === undefined ? sampleRequest() : undefined;
    if (await checkEndpoint({ version: parameters.version, request }, targetPorts(parameters)) === 'waiting') {
      if (now - begin > MAX_WAIT_MS) throw new SmokeTestFailed(`the endpoint has been changing for ${(now - begin) / 60_000} minutes`);
      return { callAgain: JSON.stringify({ begin }) };
    }
    const since = goodSince ?? now;
    if (now - since < (parameters.watchSeconds ?? 0) * 1000) return { callAgain: JSON.stringify({ begin, goodSince: since }) };
    return { outputs: { endpoint: parameters.endpointName, ...(parameters.version ? { version: parameters.version } : {}) } };
  });
}

function sampleRequest(): SmokeRequest | undefined {
  return process.env.REQUEST === undefined ? undefined : JSON.parse(process.env.REQUEST) as SmokeRequest;
}
