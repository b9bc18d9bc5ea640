/**
 * Which versions may be released. It asks the registry itself: an event, a variable of a pipeline or an earlier answer is never proof.
 *
 * Where people approve, the approval must not come from what trains: a training program that registers or approves its own
 * version would release it. SageMaker names who created a version and who changed it last (API reference: UserContext, IamIdentity).
 */
import {
  DescribeModelPackageCommand, DescribeModelPackageCommandOutput, DescribePipelineCommand, ListModelPackagesCommand, SageMakerClient,
} from '@aws-sdk/client-sagemaker';

type Version = Pick<DescribeModelPackageCommandOutput, 'CreatedBy' | 'LastModifiedBy' | 'ModelApprovalStatus'>;

export class NotReleasable extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NotReleasable';
  }
}

const ROLE = /arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+/g;

/** The versions of one group. */
export class Registry {
  /** The registry that the environment of the function names. */
  public static fromEnvironment(client: SageMakerClient): Registry {
    const { MODEL_PACKAGE_GROUP_ARN = '', APPROVAL = 'manual', TRAINING_PIPELINE } = process.env;
    return new Registry(client, MODEL_PACKAGE_GROUP_ARN, APPROVAL === 'manual', TRAINING_PIPELINE);
  }

  private constructor(
    private readonly client: SageMakerClient,
    private readonly groupArn: string,
    private readonly peopleApprove: boolean,
    private readonly trainingPipeline: string | undefined,
  ) {}

  /** The version, when it belongs to the group; else throws. SageMaker writes the group in lower case there. */
  public own(version: unknown): string {
    const prefix = `${this.groupArn.replace(':model-package-group/', ':model-package/')}/`.toLowerCase();
    if (typeof version === 'string' && version.toLowerCase().startsWith(prefix) && /^\d{1,9}$/.test(version.slice(prefix.length))) return version;
    throw new NotReleasable(`${JSON.stringify(version)?.slice(0, 300)} is not a version in ${this.groupArn}`);
  }

  /** Whether the version is approved. Throws when it is by whom it must not be. */
  public async isApproved(version: string): Promise<boolean> {
    const found = await this.client.send(new DescribeModelPackageCommand({ ModelPackageName: version }));
    if (found.ModelApprovalStatus !== 'Approved') return false;
    if (this.peopleApprove) await this.checkApprover(version, found);
    return true;
  }

  /** The version that was registered last among those that may be released. */
  public async newestApproved(): Promise<string | undefined> {
    for await (const version of this.approved()) {
      try {
        if (await this.isApproved(version)) return version;
      } catch (error) {
        // Whoever must not approve must not hold up what others have approved.
        if (!(error instanceof NotReleasable)) throw error;
      }
    }
    return undefined;
  }

  private async *approved(): AsyncGenerator<string> {
    let NextToken: string | undefined;
    do {
      const page = await this.client.send(new ListModelPackagesCommand({
        ModelPackageGroupName: this.groupArn.split('/').pop(),
        ModelApprovalStatus: 'Approved',
        SortBy: 'CreationTime',
        SortOrder: 'Descending',
        NextToken,
      }));
      for (const { ModelPackageArn } of page.ModelPackageSummaryList ?? []) yield ModelPackageArn!;
      ({ NextToken } = page);
    } while (NextToken !== undefined);
  }

  /** A version that was never changed is approved by whoever registered it. */
  private async checkApprover(version: string, { CreatedBy, LastModifiedBy }: Version): Promise<void> {
    const { IamIdentity, UserProfileArn } = LastModifiedBy ?? CreatedBy ?? {};
    // Somebody in Studio has a profile; what trains has a role alone.
    const approver = IamIdentity?.Arn ?? UserProfileArn;
    if (approver === undefined) throw new NotReleasable(`SageMaker does not say who has approved ${version}; approve it again`);
    const trains = await this.trainingRoles(CreatedBy?.IamIdentity?.Arn);
    if (trains.includes(identityOf(approver))) {
      throw new NotReleasable(`${version} was approved by ${approver}, which trains the model; a person has to reject it, or to approve it instead`);
    }
  }

  /** The roles of the training pipeline and its jobs; when the pipeline is not known, whoever registered the version. */
  private async trainingRoles(creator: string | undefined): Promise<string[]> {
    if (this.trainingPipeline === undefined) return creator === undefined ? [] : [identityOf(creator)];
    const { RoleArn = '', PipelineDefinition = '' } = await this.client.send(new DescribePipelineCommand({ PipelineName: this.trainingPipeline }));
    return [RoleArn, ...PipelineDefinition.match(ROLE) ?? []].map(identityOf);
  }
}

/** `arn:aws:sts::1:assumed-role/trains/session` and `arn:aws:iam::1:role/path/trains` -> `1/trains`; anything else as it is. */
function identityOf(arn: string): string {
  const [, , , , account = '', resource = ''] = arn.split(':');
  const [kind, ...names] = resource.split('/');
  if (kind === 'assumed-role') return `${account}/${names[0]}`;
  return kind === 'role' ? `${account}/${names[names.length - 1]}` : arn;
}
