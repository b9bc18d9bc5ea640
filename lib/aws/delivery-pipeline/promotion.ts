import { ArnFormat, Aws, Duration, Stack } from 'aws-cdk-lib';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { DeliveryPipelineProps } from './delivery-pipeline-props';
import { Deployment } from './deployment';
import { allowInvoke } from './invoke-action';
import { ReleaseAccess } from './release-access';
import { StageActions } from './rendered-stages';
import { SmokeTest } from './smoke-test';
import { stackActions, StackActionsProps } from './stack-actions';
import { isElsewhere, targetOf, watchTime } from './target';
import { VersionCheck } from './version-check';
import { DeliveryStage, DeployedVersion, StageOf } from '../../definition/delivery/delivery-stage';
import { Operations } from '../foundation/handler-function';

export interface PromotionProps extends StackActionsProps {
  readonly delivery: DeliveryPipelineProps;
  readonly operations: Operations;
  readonly stages: readonly DeliveryStage[];
  /** The version that the run is about, as a reference to a variable of the pipeline. */
  readonly version?: string;
}

/** The way of a run into its environments, one after another: verify, approve, deploy, smoke test, and a way back. */
export class Promotion {
  /** The actions, by the kind of their stage. */
  public readonly actions: Pick<StageActions, 'approve' | 'deploy' | 'smoke' | 'verify'> = {
    verify: ({ version }, runOrder) => [this.versionCheck!.action(this.props.role, runOrder, this.referenceTo(version)!)],
    approve: (stage, runOrder) => [this.renderApproval(stage, runOrder)],
    deploy: ({ environment, version }) => stackActions(this.props, {
      ...this.deployment(environment), version: version.kind === 'approved' ? this.props.version : undefined,
    }),
    smoke: ({ environment, version }, runOrder) => {
      const deployment = this.deployment(environment);
      return [this.smokeTest!.action(deployment, targetOf(Stack.of(this.props.pipeline), deployment), runOrder, this.referenceTo(version))];
    },
  };

  private readonly smokeTest?: SmokeTest;
  private readonly versionCheck?: VersionCheck;

  /** Defines, below the scope, the functions that the stages need. */
  constructor(scope: Construct, private readonly props: PromotionProps) {
    const { delivery: { registry, trainingPipeline }, operations, stages } = props;
    const smoke = stages.find((stage): stage is StageOf<'smoke'> => stage.kind === 'smoke');
    this.smokeTest = smoke && this.defineSmokeTest(scope, smoke);
    const verifies = registry !== undefined && stages.some(({ kind }) => kind === 'verify');
    this.versionCheck = verifies ? new VersionCheck(scope, 'Verify', operations, { registry, trainingPipeline }) : undefined;
  }

  /** An environment goes back when one of its actions fails or one of its alarms rings. */
  public conditions(stage: StageOf<'deploy'>): Pick<codepipeline.StageOptions, 'onFailure' | 'onSuccess'> {
    return { onFailure: { result: codepipeline.Result.ROLLBACK }, onSuccess: this.renderQuietAlarms(stage) };
  }

  private deployment(environment: string): Deployment {
    return this.props.delivery.deployments.find(({ environmentName }) => environmentName === environment)!;
  }

  private referenceTo(version: DeployedVersion): string | undefined {
    switch (version.kind) {
      case 'pinned': return version.modelPackage;
      case 'approved': return this.props.version;
      case 'none': return undefined;
    }
  }

  private defineSmokeTest(scope: Construct, { request }: StageOf<'smoke'>): SmokeTest {
    const { delivery: { deployments, pipelineName }, operations, pipeline, role } = this.props;
    const crossesAccounts = deployments.some(deployment =>
      deployment.endpointName !== undefined && targetOf(Stack.of(pipeline), deployment).account !== undefined);
    const roleName = crossesAccounts ? ReleaseAccess.testRoleNameOf(pipelineName!) : undefined;
    const test = new SmokeTest(scope, 'SmokeTest', operations, request, roleName);
    allowInvoke(role, test.handler);
    return test;
  }

  private renderApproval({ environment, version }: StageOf<'approve'>, runOrder: number): codepipeline.IAction {
    const { delivery: { approvalTimeout }, operations: { alarmTopic }, role } = this.props;
    if (alarmTopic) iam.Grant.addToPrincipal({ grantee: role, actions: ['sns:Publish'], resourceArns: [alarmTopic.topicArn] });
    const deployed = this.referenceTo(version) ?? 'the change';
    return new actions.ManualApprovalAction({
      actionName: 'Approve',
      runOrder,
      notificationTopic: alarmTopic,
      additionalInformation: `Deploys ${deployed} to ${environment}. What changes is in the artifact Review of the build.`,
      timeout: approvalTimeout ?? Duration.days(7),
    });
  }

  /** CodePipeline looks at alarms of its own account and region; in others, the smoke test watches them. */
  private renderQuietAlarms({ alarms, environment }: StageOf<'deploy'>): codepipeline.Conditions | undefined {
    const { pipeline, role } = this.props;
    const stack = Stack.of(pipeline);
    const deployment = this.deployment(environment);
    if (alarms.length === 0 || isElsewhere(targetOf(stack, deployment))) return undefined;
    role.addToPrincipalPolicy(new iam.PolicyStatement({
      actions: ['cloudwatch:DescribeAlarms'],
      resources: alarms.map(resourceName =>
        stack.formatArn({ service: 'cloudwatch', resource: 'alarm', resourceName, arnFormat: ArnFormat.COLON_RESOURCE_NAME })),
    }));
    return {
      conditions: [{
        result: codepipeline.Result.ROLLBACK,
        rules: alarms.map((AlarmName, index) => new codepipeline.Rule({
          name: `Quiet-${environment}-${index + 1}`.replace(/[^A-Za-z0-9@_-]/g, '-'),
          provider: 'CloudWatchAlarm',
          version: '1',
          configuration: { AlarmName, WaitTime: String(watchTime(deployment).toMinutes()) },
          region: Aws.REGION,
        })),
      }],
    };
  }
}
