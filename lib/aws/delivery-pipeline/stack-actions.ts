import { CfnCapabilities, CfnParameter, Stack } from 'aws-cdk-lib';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ArtifactStore } from './artifact-store';
import { bootstrapRoleArn } from './bootstrap-roles';
import { Deployment } from './deployment';
import { Publisher } from './publisher';
import { QueuedPipeline } from './queued-pipeline';
import { assemblyPath, targetOf, VERSION_PARAMETER } from './target';
import { physicalName } from '../../private/names';

/** What the actions of one pipeline that deploy stacks share. */
export interface StackActionsProps extends QueuedPipeline {
  /** The synthesised stacks. */
  readonly assembly: codepipeline.Artifact;
  readonly store: ArtifactStore;
  readonly publisher: Publisher;
}

/** The stacks of one stage, and the version that they get. */
export interface DeployedStacks extends Pick<Deployment, 'environmentName' | 'servingStack' | 'stacks' | 'versionParameterName'> {
  /** A reference to the version; without it no stack gets one. */
  readonly version?: string;
}

/** Publishes the assets, then one action for each stack, in order, with the roles that `cdk bootstrap` has made in the environment. */
export function stackActions({ pipeline, role, assembly, store, publisher }: StackActionsProps, deployed: DeployedStacks): codepipeline.IAction[] {
  const { environmentName, stacks } = deployed;
  const [first] = stacks;
  if (first === undefined) return [];
  const target = targetOf(Stack.of(pipeline), deployed);
  const scope = new Construct(pipeline, `${environmentName}Roles`);
  const deployRole = iam.Role.fromRoleArn(scope, 'Deploy', bootstrapRoleArn(scope, 'deploy', first), { mutable: false });
  const deploymentRole = iam.Role.fromRoleArn(scope, 'Execution', bootstrapRoleArn(scope, 'cfn-exec', first), { mutable: false });
  role.addToPrincipalPolicy(new iam.PolicyStatement({ actions: ['sts:AssumeRole'], resources: [deployRole.roleArn] }));
  store.shareWith(deployRole, target.region, target.account !== undefined);
  const deploy = stacks.map((stack, index) => new actions.CloudFormationCreateUpdateStackAction({
    actionName: physicalName([stack.stackName], 100),
    runOrder: index + 2,
    stackName: stack.stackName,
    templatePath: assembly.atPath(assemblyPath(stack, stack.templateFile)),
    parameterOverrides: versionParameter(stack, deployed),
    cfnCapabilities: [CfnCapabilities.NAMED_IAM, CfnCapabilities.AUTO_EXPAND],
    adminPermissions: false,
    role: deployRole,
    deploymentRole,
    region: target.region,
  }));
  return [publisher.action(environmentName, stacks, assembly, role), ...deploy];
}

/** The serving stack gets the version, and so does every stack that asks for it, such as the one that monitors it. */
function versionParameter(
  stack: Stack, { servingStack, version, versionParameterName: name = VERSION_PARAMETER }: DeployedStacks,
): { [name: string]: string } | undefined {
  const parameter = stack.node.tryFindChild(name);
  const asks = stack === servingStack || (parameter !== undefined && CfnParameter.isCfnElement(parameter));
  return asks && version !== undefined ? { [name]: version } : undefined;
}
