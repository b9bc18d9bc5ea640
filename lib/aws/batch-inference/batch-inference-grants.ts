import * as iam from 'aws-cdk-lib/aws-iam';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';

/**
 * Permissions on batch inference.
 */
export class BatchInferenceGrants {
  /** @internal */
  public static _on(stateMachine: sfn.IStateMachine): BatchInferenceGrants {
    return new BatchInferenceGrants(stateMachine);
  }

  private constructor(private readonly stateMachine: sfn.IStateMachine) {}

  /** Allows starting a run, and seeing how it ends. */
  public start(grantee: iam.IGrantable): iam.Grant {
    return this.stateMachine.grantStartExecution(grantee)
      .combine(this.stateMachine.grantExecution(grantee, 'states:DescribeExecution', 'states:StopExecution'));
  }
}
