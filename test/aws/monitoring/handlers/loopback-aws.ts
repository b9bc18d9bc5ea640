import { createServer, IncomingMessage, Server } from 'node:http';
import { AddressInfo } from 'node:net';

type Json = ReturnType<typeof JSON.parse>;

interface Reply {
  readonly status: number;
  readonly body: object | string;
}

/**
 * Amazon DynamoDB (one table, conditional writes) and SageMaker (one pipeline, idempotent starts) on a loopback port: the
 * real clients speak their JSON protocols to it. It closes itself after a minute, should a test forget.
 */
export class LoopbackAws {
  public static async start(): Promise<LoopbackAws> {
    const aws = new LoopbackAws();
    await new Promise<void>(resolve => aws.server.listen(0, '127.0.0.1', resolve));
    return aws;
  }

  /** Runs of the pipeline, by the token of their start. */
  public readonly runs = new Map<string, string>();
  /** Every operation that was asked for, in order. */
  public readonly calls: string[] = [];
  /** What happens instead of the next calls of an operation: throttling before it, or a lost answer after it. */
  public readonly faults: { readonly operation: string; readonly kind: 'throttled' | 'answer-lost' | 'down' }[] = [];

  /** The access key of the last start. */
  public startedBy?: string;

  private readonly items = new Map<string, Record<string, { S?: string; N?: string }>>();
  private readonly server: Server;
  private readonly limit: NodeJS.Timeout;

  private constructor() {
    this.server = createServer((request, response) => {
      void this.answer(request).then(reply => {
        if (!reply) { request.socket.destroy(); return; }
        const text = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body);
        response.writeHead(reply.status, { 'content-type': typeof reply.body === 'string' ? 'text/xml' : 'application/x-amz-json-1.1' }).end(text);
      });
    });
    this.limit = setTimeout(() => this.close(), 60_000);
    this.limit.unref();
  }

  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public close(): void {
    clearTimeout(this.limit);
    this.server.closeAllConnections();
    this.server.close();
  }

  public reset(): void {
    this.items.clear();
    this.runs.clear();
    this.calls.length = 0;
    this.faults.length = 0;
  }

  private async answer(request: IncomingMessage): Promise<Reply | undefined> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    // AWS STS speaks its query protocol: a form, answered in XML.
    const form = request.headers['x-amz-target'] === undefined ? new URLSearchParams(body) : undefined;
    const operation = form?.get('Action') ?? String(request.headers['x-amz-target']).split('.')[1]!;
    this.calls.push(operation);
    if (operation === 'StartPipelineExecution') this.startedBy = /Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1];
    const fault = this.faults[0]?.operation === operation ? this.faults.shift() : undefined;
    if (fault?.kind === 'throttled') return { status: 400, body: { __type: 'ThrottlingException', message: 'slow down' } };
    if (fault?.kind === 'down') return { status: 400, body: { __type: 'AccessDeniedException', message: 'not now' } };
    const reply = form ? assumeRole(form.get('RoleArn')!) : this.perform(operation, JSON.parse(body));
    return fault ? undefined : reply;
  }

  private perform(operation: string, input: Json): Reply {
    switch (operation) {
      case 'GetItem': return { status: 200, body: { Item: this.items.get(input.Key.pipeline.S) } };
      case 'PutItem': return this.put(input);
      case 'StartPipelineExecution': return this.startRun(input);
      default: return { status: 400, body: { __type: 'UnknownOperationException' } };
    }
  }

  private put({ Item, ConditionExpression, ExpressionAttributeValues }: Json): Reply {
    const stored = this.items.get(Item.pipeline.S);
    const expected = ConditionExpression === 'attribute_not_exists(#pipeline)' ? undefined : ExpressionAttributeValues[':read'].N;
    if (stored?.version?.N !== expected) {
      return { status: 400, body: { __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException', message: 'The conditional request failed' } };
    }
    this.items.set(Item.pipeline.S, Item);
    return { status: 200, body: {} };
  }

  private startRun({ PipelineName, ClientRequestToken }: Json): Reply {
    const run = this.runs.get(ClientRequestToken)
      ?? `arn:aws:sagemaker:eu-west-1:111111111111:pipeline/${PipelineName}/execution/run${this.runs.size + 1}`;
    this.runs.set(ClientRequestToken, run);
    return { status: 200, body: { PipelineExecutionArn: run } };
  }
}

function assumeRole(roleArn: string): Reply {
  const credentials = `<AccessKeyId>key-of-${roleArn.split('/')[1]}</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>session</SessionToken>`
    + '<Expiration>2099-01-01T00:00:00Z</Expiration>';
  return {
    status: 200,
    body: `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>${credentials}</Credentials></AssumeRoleResult></AssumeRoleResponse>`,
  };
}
