import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import { isKnown } from '../../private/tokens';

/**
 * Permissions on a training pipeline.
 */
export class TrainingPipelineGrants {
  /** Permissions on the given pipeline. */
  public static fromPipeline(pipeline: sagemaker.IPipeline): TrainingPipelineGrants {
    return new TrainingPipelineGrants(pipeline);
  }

  /** @internal Permissions on a pipeline of another account, whose role starts it. */
  public static _throughRole(pipeline: sagemaker.IPipeline, startRole: iam.IRole): TrainingPipelineGrants {
    return new TrainingPipelineGrants(pipeline, startRole);
  }

  private constructor(private readonly pipeline: sagemaker.IPipeline, private readonly startRole?: iam.IRole) {}

  /**
   * Allows starting runs of the pipeline and nothing else. For a pipeline of another account it allows taking on the role that
   * may start it.
   *
   * @param grantee who may start it
   */
  public start(grantee: iam.IGrantable): iam.Grant {
    if (this.startRole) return this.allow(grantee, [this.startRole.roleArn], 'sts:AssumeRole');
    return this.allow(grantee, [this.pipeline.pipelineArn], 'sagemaker:StartPipelineExecution');
  }

  /**
   * Allows seeing the pipeline, its runs and their steps.
   *
   * @param grantee who may look
   */
  public read(grantee: iam.IGrantable): iam.Grant {
    return this.allow(grantee, [this.pipeline.pipelineArn], 'sagemaker:DescribePipeline', 'sagemaker:ListPipelineExecutions')
      .combine(this.allow(
        grantee, [this.executionsArn], 'sagemaker:DescribePipelineExecution', 'sagemaker:ListPipelineExecutionSteps',
        'sagemaker:ListPipelineParametersForExecution',
      ));
  }

  /**
   * Allows stopping runs.
   *
   * @param grantee who may stop them
   */
  public stop(grantee: iam.IGrantable): iam.Grant {
    return this.allow(grantee, [this.executionsArn], 'sagemaker:StopPipelineExecution');
  }

  private get executionsArn(): string {
    return `${this.pipeline.pipelineArn}/execution/*`;
  }

  private allow(grantee: iam.IGrantable, resourceArns: string[], ...actions: string[]): iam.Grant {
    return iam.Grant.addToPrincipal({ grantee, actions, resourceArns });
  }
}

/** The ARN of a pipeline. The service writes the name in lower case there. */
export function pipelineArn(stack: Stack, pipelineName: string): string {
  const resourceName = isKnown(pipelineName) ? pipelineName.toLowerCase() : pipelineName;
  return stack.formatArn({ service: 'sagemaker', resource: 'pipeline', resourceName, arnFormat: ArnFormat.SLASH_RESOURCE_NAME });
}
