import { ArnFormat, Resource, Stack, Token } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import { Construct } from 'constructs';
import { startRoleArn } from './start-role';
import { stateChangeRule } from './state-change-rule';
import { TrainingPipelineAttributes } from './training-pipeline-attributes';
import { TrainingPipelineGrants } from './training-pipeline-grants';
import { ITrainingPipeline } from './training-pipeline-interface';
import { TrainingPipelineMetrics } from './training-pipeline-metrics';

/** A pipeline that is there already. One of another account is started through the role that this account made for it. */
export class ImportedTrainingPipeline extends Resource implements ITrainingPipeline {
  public readonly pipelineName: string;
  public readonly pipelineArn: string;
  public readonly pipelineRef: sagemaker.PipelineReference;
  public readonly startRole?: iam.IRole;
  public readonly grants: TrainingPipelineGrants;
  public readonly metrics: TrainingPipelineMetrics;

  constructor(scope: Construct, id: string, { pipelineName, account, region }: TrainingPipelineAttributes) {
    super(scope, id, { account, region });
    const stack = Stack.of(scope);
    this.pipelineName = pipelineName;
    this.pipelineRef = { pipelineName };
    this.pipelineArn = stack.formatArn({
      service: 'sagemaker',
      account,
      region,
      resource: 'pipeline',
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
      resourceName: Token.isUnresolved(pipelineName) ? pipelineName : pipelineName.toLowerCase(),
    });
    const isElsewhere = account !== undefined && account !== stack.account;
    this.startRole = isElsewhere ? iam.Role.fromRoleArn(this, 'StartRole', startRoleArn(account, pipelineName), { mutable: false }) : undefined;
    this.grants = this.startRole ? TrainingPipelineGrants._throughRole(this, this.startRole) : TrainingPipelineGrants.fromPipeline(this);
    this.metrics = TrainingPipelineMetrics.fromPipelineName(pipelineName);
  }

  public grantStartPipelineExecution(grantee: iam.IGrantable): iam.Grant {
    return this.grants.start(grantee);
  }

  public onStateChange(id: string, options?: events.OnEventOptions): events.Rule {
    return stateChangeRule(this, id, options);
  }
}
