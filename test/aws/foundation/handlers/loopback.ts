import { createServer, IncomingMessage, Server } from 'node:http';
import { AddressInfo } from 'node:net';

/** An error as an AWS service answers it. */
export class ServiceError extends Error {
  constructor(public readonly code: string, message: string = code, public readonly status: number = 400, public readonly more: object = {}) {
    super(message);
  }
}

/** What a client has sent. */
export type Input = ReturnType<typeof JSON.parse>;

export type Operation = (input: Input, headers: IncomingMessage['headers']) => unknown;

/**
 * What goes wrong with a call: the service is busy, the session is over, the service refuses, the answer never arrives although
 * the service has done its part, or the process that calls has ended, so that nothing comes of it.
 */
export type Fault = 'answer-lost' | 'ended' | 'expired' | 'refused' | 'throttled';

/** Decides what goes wrong with a call, if anything. */
export type Disturbance = (operation: string) => Fault | undefined;

/** Nothing goes wrong. */
export const UNDISTURBED: Disturbance = () => undefined;

const ERRORS: Record<Exclude<Fault, 'answer-lost'>, [code: string, message: string]> = {
  ended: ['ProcessEnded', 'the process has ended'],
  expired: ['ExpiredTokenException', 'The security token included in the request is expired'],
  refused: ['AccessDeniedException', 'not now'],
  throttled: ['ThrottlingException', 'Rate exceeded'],
};

/** These faults, each at the next call of its operation, one after another. */
export function faults(...queue: { readonly operation: string; readonly fault: Fault }[]): Disturbance {
  return operation => queue[0]?.operation === operation ? queue.shift()!.fault : undefined;
}

/** An answer that is not JSON: of the SageMaker runtime, of AWS STS. */
export class Raw {
  constructor(public readonly body: string, public readonly contentType: string, public readonly headers: Record<string, string> = {}) {}
}

interface Reply {
  readonly status: number;
  readonly body: string;
  readonly contentType: string;
  readonly headers?: Record<string, string>;
}

/**
 * AWS on the loopback interface: answers the AWS JSON protocols by the name of the operation, a path (`POST /endpoints/x/invocations`)
 * or the action of a query (`AssumeRole`), and remembers the calls. The SDK's own clients talk to it.
 */
export class Loopback {
  public static async start(): Promise<Loopback> {
    const loopback = new Loopback();
    await new Promise<void>(resolve => loopback.server.listen(0, '127.0.0.1', resolve));
    return loopback;
  }

  public readonly calls: { readonly operation: string; readonly input: Input; readonly headers: IncomingMessage['headers'] }[] = [];
  /** What goes wrong from now on. */
  public disturbance: Disturbance = UNDISTURBED;
  private operations: Record<string, Operation> = {};
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', chunk => chunks.push(chunk));
      request.on('end', () => {
        const reply = this.answer(request, Buffer.concat(chunks).toString('utf8'));
        if (reply === undefined) {
          request.socket.destroy();
          return;
        }
        response.writeHead(reply.status, { 'Content-Type': reply.contentType, 'Connection': 'close', 'x-amzn-requestid': 'loopback', ...reply.headers });
        response.end(reply.body);
      });
    });
    this.server.unref();
    // Bounded: whatever a test does, nothing stays open.
    this.server.requestTimeout = 5000;
  }

  /** Begins anew with these operations. */
  public serve(operations: Record<string, Operation>): void {
    this.calls.length = 0;
    this.operations = operations;
    this.disturbance = UNDISTURBED;
  }

  /** The inputs of the calls of an operation. */
  public inputs(operation: string): Input[] {
    return this.calls.filter(call => call.operation === operation).map(call => call.input);
  }

  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }

  /** Environment variables that lead the SDK here. */
  public get environment(): NodeJS.ProcessEnv {
    return {
      AWS_ENDPOINT_URL: this.url,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'AKIDLOOPBACK',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    };
  }

  private answer(request: IncomingMessage, text: string): Reply | undefined {
    const target = request.headers['x-amz-target'];
    const query = (request.headers['content-type'] ?? '').includes('x-www-form-urlencoded') ? new URLSearchParams(text) : undefined;
    const operation = typeof target === 'string' ? target.split('.').pop()! : query?.get('Action') ?? `${request.method} ${request.url}`;
    const input = typeof target === 'string' ? JSON.parse(text || '{}') : query ? Object.fromEntries(query) : text;
    this.calls.push({ operation, input, headers: request.headers });
    const fault = this.disturbance(operation);
    try {
      if (fault !== undefined && fault !== 'answer-lost') throw new ServiceError(...ERRORS[fault]);
      const handler = this.operations[operation];
      if (handler === undefined) throw new ServiceError('UnknownOperationException', `nothing answers ${operation}`);
      const output = handler(input, request.headers);
      if (fault === 'answer-lost') return undefined;
      if (output instanceof Raw) return { status: 200, body: output.body, contentType: output.contentType, headers: output.headers };
      return { status: 200, body: JSON.stringify(output ?? {}), contentType: 'application/x-amz-json-1.1' };
    } catch (error) {
      const { code, message, status, more } = error instanceof ServiceError ? error : new ServiceError('InternalFailure', String(error), 500);
      return { status, body: JSON.stringify({ __type: code, message, ...more }), contentType: 'application/x-amz-json-1.1' };
    }
  }
}
