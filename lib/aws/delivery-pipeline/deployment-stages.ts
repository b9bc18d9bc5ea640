import { ArnFormat, Aws, CfnCapabilities, CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { ArtifactStore } from './artifact-store';
import { bootstrapRoleArn } from './bootstrap-roles';
import { Deployment } from './deployment';
import { Publisher } from './publisher';
import { SmokeTest } from './smoke-test';
import { assemblyPath, isElsewhere, Target, targetOf, VERSION_PARAMETER, watchTime } from './target';
import { VersionCheck } from './version-check';
import { physicalName } from '../../private/names';

export interface DeploymentStagesProps {
  readonly deployments: Deployment[];
  /** Whether a person approves before protected environments. */
  readonly approval: boolean;
  readonly approvalTimeout: Duration;
  readonly approvalTopic?: sns.ITopic;
  /** The synthesised stacks. */
  readonly assembly: codepipeline.Artifact;
  readonly store: ArtifactStore;
  readonly role: iam.IRole;
  readonly publisher: Publisher;
  readonly smokeTest?: SmokeTest;
  /** Undefined when no version is deployed. */
  readonly versionCheck?: VersionCheck;
  /** The version that is released, as a reference to a pipeline variable. */
  readonly version?: string;
}

/** Adds the environments to a pipeline, one after another: approval, stacks, smoke test, and a way back. */
export function addDeploymentStages(pipeline: codepipeline.Pipeline, props: DeploymentStagesProps): void {
  const { version, versionCheck, role } = props;
  if (version !== undefined && versionCheck) pipeline.addStage({ stageName: 'Verify', actions: [versionCheck.action(role, 1, version)] });
  for (const deployment of props.deployments) {
    if (deployment.protected && props.approval) addApproval(pipeline, deployment, props);
    addEnvironment(pipeline, deployment, props);
  }
}

/** The version that an environment is left with: its own, else that of the run. */
function deployedVersion({ pinnedVersion, servingStack }: Deployment, version: string | undefined): string | undefined {
  return pinnedVersion ?? (servingStack && version);
}

/** A stage of its own: a refusal must not roll the environment back. What was approved is looked at again, for people may take days. */
function addApproval(pipeline: codepipeline.Pipeline, deployment: Deployment, props: DeploymentStagesProps): void {
  const { environmentName } = deployment;
  const version = deployedVersion(deployment, props.version);
  pipeline.addStage({
    stageName: `Approve-${environmentName}`,
    actions: [
      new actions.ManualApprovalAction({
        actionName: 'Approve',
        runOrder: 1,
        notificationTopic: props.approvalTopic,
        additionalInformation: `Deploys ${version ?? 'the change'} to ${environmentName}. What changes is in the artifact Review of the build.`,
        timeout: props.approvalTimeout,
      }),
      ...version !== undefined && props.versionCheck ? [props.versionCheck.action(props.role, 2, version)] : [],
    ],
  });
  if (props.approvalTopic) {
    iam.Grant.addToPrincipal({ grantee: props.role, actions: ['sns:Publish'], resourceArns: [props.approvalTopic.topicArn] });
  }
}

function addEnvironment(pipeline: codepipeline.Pipeline, deployment: Deployment, props: DeploymentStagesProps): void {
  const target = targetOf(Stack.of(pipeline), deployment);
  const parameters = (stack: Stack) => versionParameter(stack, deployment, props.version);
  const deploy = stackActions(pipeline, deployment.environmentName, deployment.stacks, props, parameters);
  const smoke = deployment.endpointName === undefined || props.smokeTest === undefined ? [] : [
    props.smokeTest.action(deployment, target, deploy.length + 1, deployedVersion(deployment, props.version)),
  ];
  pipeline.addStage({
    stageName: deployment.environmentName,
    actions: [...deploy, ...smoke],
    onFailure: { result: codepipeline.Result.ROLLBACK },
    onSuccess: quietAlarms(pipeline, deployment, target, props.role),
  });
}

/** The serving stack gets the version, and so does every stack that asks for it, such as the one that monitors it. */
function versionParameter(stack: Stack, deployment: Deployment, version: string | undefined): { [name: string]: string } | undefined {
  const name = deployment.versionParameterName ?? VERSION_PARAMETER;
  const parameter = stack.node.tryFindChild(name);
  const asks = stack === deployment.servingStack || (parameter !== undefined && CfnParameter.isCfnElement(parameter));
  const takes = deployment.servingStack !== undefined && asks;
  return takes && version !== undefined ? { [name]: version } : undefined;
}

/** Publishes the assets, then one action for each stack, in order, with the roles that `cdk bootstrap` has made in the environment. */
export function stackActions(
  pipeline: codepipeline.Pipeline, id: string, stacks: Stack[],
  { assembly, store, role, publisher }: Pick<DeploymentStagesProps, 'assembly' | 'publisher' | 'role' | 'store'>,
  parameters: (stack: Stack) => { [name: string]: string } | undefined = () => undefined,
): codepipeline.IAction[] {
  const [first] = stacks;
  if (first === undefined) return [];
  const target = targetOf(Stack.of(pipeline), { environmentName: id, stacks });
  const scope = new Construct(pipeline, `${id}Roles`);
  const deployRole = iam.Role.fromRoleArn(scope, 'Deploy', bootstrapRoleArn(scope, 'deploy', first), { mutable: false });
  const deploymentRole = iam.Role.fromRoleArn(scope, 'Execution', bootstrapRoleArn(scope, 'cfn-exec', first), { mutable: false });
  role.addToPrincipalPolicy(new iam.PolicyStatement({ actions: ['sts:AssumeRole'], resources: [deployRole.roleArn] }));
  store.shareWith(deployRole, target.region, target.account !== undefined);
  const deploy = stacks.map((stack, index) => new actions.CloudFormationCreateUpdateStackAction({
    actionName: physicalName([stack.stackName], 100),
    runOrder: index + 2,
    stackName: stack.stackName,
    templatePath: assembly.atPath(assemblyPath(stack, stack.templateFile)),
    parameterOverrides: parameters(stack),
    cfnCapabilities: [CfnCapabilities.NAMED_IAM, CfnCapabilities.AUTO_EXPAND],
    adminPermissions: false,
    role: deployRole,
    deploymentRole,
    region: target.region,
  }));
  return [publisher.action(id, stacks, assembly, role), ...deploy];
}

/** CodePipeline looks at alarms of its own account and region; in others, the smoke test watches them. */
function quietAlarms(pipeline: codepipeline.Pipeline, deployment: Deployment, target: Target, role: iam.IRole): codepipeline.Conditions | undefined {
  const { alarmNames = [], environmentName } = deployment;
  if (alarmNames.length === 0 || isElsewhere(target)) return undefined;
  role.addToPrincipalPolicy(new iam.PolicyStatement({
    actions: ['cloudwatch:DescribeAlarms'],
    resources: alarmNames.map(name => Stack.of(pipeline).formatArn({ service: 'cloudwatch', resource: 'alarm', resourceName: name, arnFormat: ArnFormat.COLON_RESOURCE_NAME })),
  }));
  return {
    conditions: [{
      result: codepipeline.Result.ROLLBACK,
      rules: alarmNames.map((AlarmName, index) => new codepipeline.Rule({
        name: `Quiet-${environmentName}-${index + 1}`.replace(/[^A-Za-z0-9@_-]/g, '-'),
        provider: 'CloudWatchAlarm',
        version: '1',
        configuration: { AlarmName, WaitTime: String(watchTime(deployment).toMinutes()) },
        region: Aws.REGION,
      })),
    }],
  };
}
