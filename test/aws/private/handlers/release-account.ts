import { Input, Operation, ServiceError } from './loopback';

/** Registry, ledger and release pipeline, as far as their behaviour matters. */
export class ReleaseAccount {
  public readonly ledger = new Map<string, Input>();
  public readonly runs: { id: string; version: string; startTime: number }[] = [];
  public readonly approved = new Set<string>();
  /** Tokens that CodePipeline still remembers. */
  public readonly tokens = new Map<string, string>();

  public get operations(): Record<string, Operation> {
    return {
      DescribeModelPackage: ({ ModelPackageName }) => ({ ModelPackageArn: ModelPackageName, ModelApprovalStatus: this.approved.has(ModelPackageName) ? 'Approved' : 'Rejected' }),
      ListModelPackages: () => ({ ModelPackageSummaryList: this.newestFirst().slice(0, 1).map(ModelPackageArn => ({ ModelPackageArn })) }),
      PutItem: ({ Item }) => {
        const old = this.ledger.get(Item.version.S);
        if (old) throw new ServiceError('com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException', 'exists', 400, { Item: old });
        this.ledger.set(Item.version.S, Item);
        return {};
      },
      StartPipelineExecution: ({ variables, clientRequestToken }) => {
        if (!this.tokens.has(clientRequestToken)) {
          const id = `run-${this.runs.length + 1}`;
          this.tokens.set(clientRequestToken, id);
          this.runs.unshift({ id, version: variables[0].value, startTime: Date.now() / 1000 });
        }
        return { pipelineExecutionId: this.tokens.get(clientRequestToken) };
      },
      ListPipelineExecutions: () => ({ pipelineExecutionSummaries: this.runs.map(({ id, startTime }) => ({ pipelineExecutionId: id, startTime })) }),
      GetPipelineExecution: ({ pipelineExecutionId }) => ({
        pipelineExecution: { variables: [{ name: 'modelPackageArn', resolvedValue: this.runs.find(({ id }) => id === pipelineExecutionId)!.version }] },
      }),
      UpdateItem: ({ Key, ExpressionAttributeValues }) => {
        this.ledger.get(Key.version.S).run = ExpressionAttributeValues[':run'];
        return {};
      },
    };
  }

  /** What was released, in this order. */
  public get released(): string[] {
    return this.runs.map(({ version }) => version).reverse();
  }

  private newestFirst(): string[] {
    const number = (version: string) => Number(version.split('/').pop());
    return [...this.approved].sort((a, b) => number(b) - number(a));
  }
}
