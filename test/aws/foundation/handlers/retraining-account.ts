import { Input, Operation, Raw, ServiceError } from './loopback';

/** A call of the function that starts the pipeline for other accounts. */
export const REMOTE_START = 'POST /2015-03-31/functions/default-risk-start/invocations';

/** A table with conditional writes, a pipeline whose starts are idempotent, and roles of other accounts. */
export class RetrainingAccount {
  /** Runs of the pipeline, by the token of their start. */
  public readonly runs = new Map<string, string>();
  /** What each run was started for. */
  public readonly startedFor: string[] = [];
  /** The access key of the last start. */
  public startedBy?: string;
  private readonly items = new Map<string, Input>();

  /** What the table remembers of the pipeline. */
  public get episodes(): { readonly id: string; readonly execution?: string }[] {
    return [...this.items.values()].flatMap(item => JSON.parse(item.episodes.S));
  }

  public get operations(): Record<string, Operation> {
    return {
      GetItem: ({ Key }) => ({ Item: this.items.get(Key.pipeline.S) }),
      PutItem: input => this.put(input),
      StartPipelineExecution: ({ PipelineName, ClientRequestToken, PipelineExecutionDescription }, { authorization }) =>
        ({ PipelineExecutionArn: this.start(PipelineName, ClientRequestToken, PipelineExecutionDescription, authorization) }),
      [REMOTE_START]: (input, { authorization }) => {
        const { token, reason } = JSON.parse(input);
        return new Raw(JSON.stringify({ execution: this.start('default-risk', token, reason, authorization) }), 'application/json');
      },
      AssumeRole: ({ RoleArn }) => assumedRole(`key-of-${RoleArn.split('/')[1]}`),
    };
  }

  private start(pipeline: string, token: string, reason: string, authorization: string = ''): string {
    this.startedBy = /Credential=([^/]+)/.exec(authorization)?.[1];
    if (!this.runs.has(token)) this.startedFor.push(reason);
    const run = this.runs.get(token) ?? `arn:aws:sagemaker:eu-west-1:111111111111:pipeline/${pipeline}/execution/run${this.runs.size + 1}`;
    this.runs.set(token, run);
    return run;
  }

  private put({ Item, ConditionExpression, ExpressionAttributeValues }: Input): object {
    const expected = ConditionExpression === 'attribute_not_exists(#pipeline)' ? undefined : ExpressionAttributeValues[':read'].N;
    if (this.items.get(Item.pipeline.S)?.version.N !== expected) {
      throw new ServiceError('com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException', 'The conditional request failed');
    }
    this.items.set(Item.pipeline.S, Item);
    return {};
  }
}

/** AWS STS speaks its query protocol: a form, answered in XML. */
export function assumedRole(accessKeyId: string): Raw {
  const credentials = `<AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>session</SessionToken>`
    + '<Expiration>2099-01-01T00:00:00Z</Expiration>';
  return new Raw(
    `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>${credentials}</Credentials></AssumeRoleResult></AssumeRoleResponse>`,
    'text/xml',
  );
}
