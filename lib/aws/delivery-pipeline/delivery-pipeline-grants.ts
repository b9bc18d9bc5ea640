import * as iam from 'aws-cdk-lib/aws-iam';

/** The pipelines of one delivery. */
interface DeliveryPipelines {
  readonly pipelineArn: string;
  readonly releasePipelineArn?: string;
}

/**
 * Permissions on a delivery pipeline and its release pipeline.
 */
export class DeliveryPipelineGrants {
  /** @internal */
  public static _on(pipelines: DeliveryPipelines): DeliveryPipelineGrants {
    return new DeliveryPipelineGrants(pipelines);
  }

  private constructor(private readonly pipelines: DeliveryPipelines) {}

  /** Allows starting a run: building and training again, or releasing a version of one's choice. */
  public start(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, '', 'codepipeline:StartPipelineExecution', 'codepipeline:GetPipelineExecution', 'codepipeline:ListPipelineExecutions');
  }

  /** Allows seeing the state of the stages and the runs. */
  public read(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, '', 'codepipeline:GetPipelineState', 'codepipeline:GetPipelineExecution',
      'codepipeline:ListPipelineExecutions', 'codepipeline:ListActionExecutions');
  }

  /** Allows answering the approval before the given environment. Give it to the people who answer for that environment. */
  public approve(grantee: iam.IGrantable, environmentName: string): iam.Grant {
    return this.grant(grantee, `/Approve-${environmentName}/Approve`, 'codepipeline:PutApprovalResult');
  }

  private grant(grantee: iam.IGrantable, path: string, ...actions: string[]): iam.Grant {
    const { pipelineArn, releasePipelineArn } = this.pipelines;
    const pipelines = releasePipelineArn === undefined ? [pipelineArn] : [pipelineArn, releasePipelineArn];
    return iam.Grant.addToPrincipal({ grantee, actions, resourceArns: pipelines.map(arn => `${arn}${path}`) });
  }
}
