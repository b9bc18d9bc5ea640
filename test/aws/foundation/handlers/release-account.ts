import { Input, Operation, ServiceError } from './loopback';

/** As SageMaker names who has called it. */
export const TRAINS = 'arn:aws:sts::111111111111:assumed-role/trains/SageMaker';
export const PERSON = 'arn:aws:sts::111111111111:assumed-role/RiskOfficer/ada';

/** Registry, ledger and release pipeline, as far as their behaviour matters. */
export class ReleaseAccount {
  public readonly ledger = new Map<string, Input>();
  public readonly runs: { id: string; version: string; startTime: number }[] = [];
  public readonly approved = new Set<string>();
  /** Who has changed a version last. Without one, it is as it was registered. */
  public readonly approvers = new Map<string, string>();
  /** Tokens that CodePipeline still remembers. */
  public readonly tokens = new Map<string, string>();

  public get operations(): Record<string, Operation> {
    return {
      DescribeModelPackage: ({ ModelPackageName }) => ({
        ModelPackageArn: ModelPackageName,
        ModelApprovalStatus: this.approved.has(ModelPackageName) ? 'Approved' : 'Rejected',
        CreatedBy: { IamIdentity: { Arn: TRAINS } },
        LastModifiedBy: this.approvers.has(ModelPackageName) ? { IamIdentity: { Arn: this.approvers.get(ModelPackageName) } } : undefined,
      }),
      ListModelPackages: () => ({ ModelPackageSummaryList: this.newestFirst().map(ModelPackageArn => ({ ModelPackageArn })) }),
      DescribePipeline: () => ({ RoleArn: 'arn:aws:iam::111111111111:role/service/trains', PipelineDefinition: '{"RoleArn":"arn:aws:iam::111111111111:role/evaluates"}' }),
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

  /** A person approves a version. */
  public approve(...versions: string[]): void {
    for (const version of versions) {
      this.approved.add(version);
      this.approvers.set(version, PERSON);
    }
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
