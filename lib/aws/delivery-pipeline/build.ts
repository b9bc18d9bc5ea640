import { Stack } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledge, acknowledgeWildcards } from '../foundation/acknowledgements';

/** The machine of a build. It cannot start others. */
export function renderBuildEnvironment(): codebuild.BuildEnvironment {
  return { buildImage: codebuild.LinuxBuildImage.STANDARD_7_0, computeType: codebuild.ComputeType.SMALL, privileged: false };
}

/** A role that AWS CodeBuild takes on for projects of this account alone (AWS CodeBuild User Guide: cross-service confused deputy). */
export function defineBuildRole(scope: Construct, id: string, description: string): iam.Role {
  const role = new iam.Role(scope, id, {
    description,
    assumedBy: new iam.ServicePrincipal('codebuild.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  });
  acknowledge(role, 'inlinePolicy');
  acknowledgeWildcards(role, 'objectKeys');
  return role;
}

/** Lets a pipeline run a project. */
export function startBuilds(pipelineRole: iam.IRole, { projectArn }: codebuild.IProject): void {
  pipelineRole.addToPrincipalPolicy(new iam.PolicyStatement({
    actions: ['codebuild:StartBuild', 'codebuild:BatchGetBuilds', 'codebuild:StopBuild'], resources: [projectArn],
  }));
}
