import { log, logError } from '../../../foundation/handlers/logic/log';
import { isPassing } from '../../../foundation/handlers/logic/passing-error';

/** What CloudFormation sends for a custom resource, with the properties of its template. */
export interface ResourceEvent<P> {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: P;
  readonly OldResourceProperties?: P;
}

/**
 * Does the work and tells CloudFormation how it ended. What passes by itself is thrown instead, like an answer that cannot be
 * delivered: AWS Lambda then calls again, and the work has to give the same result a second time.
 */
export async function answer<P>(event: ResourceEvent<P>, physicalId: string, work: () => Promise<void>): Promise<void> {
  const { StackId, RequestId, LogicalResourceId, RequestType } = event;
  let reason: string | undefined;
  try {
    await work();
    log('resource handled', { LogicalResourceId, RequestType });
  } catch (error) {
    logError('resource not handled', error, { LogicalResourceId, RequestType });
    if (isPassing(error)) throw error;
    reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
  const body = {
    Status: reason === undefined ? 'SUCCESS' : 'FAILED',
    Reason: reason?.slice(0, 3000),
    PhysicalResourceId: event.PhysicalResourceId ?? physicalId,
    StackId,
    RequestId,
    LogicalResourceId,
  };
  // Bytes have no content type, and the signature of the URL counts on none.
  const response = await fetch(event.ResponseURL, { method: 'PUT', body: Buffer.from(JSON.stringify(body)) });
  if (!response.ok) throw new Error(`CloudFormation has not taken the answer: ${response.status} ${await response.text()}`);
}
