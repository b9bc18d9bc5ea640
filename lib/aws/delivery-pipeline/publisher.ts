import { Duration, Stack } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ArtifactStore } from './artifact-store';
import { bootstrapRoleArn } from './bootstrap-roles';
import { defineBuildRole, renderBuildEnvironment, startBuilds } from './build';
import { CDK_ASSETS } from './build-tools';
import { assemblyPath } from './target';
import { acknowledge } from '../foundation/acknowledgements';
import { Operations } from '../foundation/handler-function';
import { logGroup } from '../foundation/log-group';
import { PlatformOptions } from '../foundation/platform';

export interface PublisherProps extends Operations {
  readonly network: Pick<PlatformOptions, 'vpc' | 'vpcSubnets' | 'securityGroups'>;
  readonly store: ArtifactStore;
}

/**
 * Publishes the assets of an environment just before its stacks are deployed, so after its approval. Each environment has a project
 * and a role of its own: what is built for one can never write what another runs.
 */
export class Publisher extends Construct {
  private readonly logGroup: logs.ILogGroup;

  constructor(scope: Construct, id: string, private readonly props: PublisherProps) {
    super(scope, id);
    this.logGroup = logGroup(this, 'Logs', props);
  }

  /** The first action of an environment's stage. */
  public action(environmentName: string, stacks: Stack[], assembly: codepipeline.Artifact, pipelineRole: iam.IRole): codepipeline.IAction {
    const project = this.project(environmentName, stacks);
    startBuilds(pipelineRole, project);
    return new actions.CodeBuildAction({ actionName: 'Publish', runOrder: 1, project, input: assembly });
  }

  private project(environmentName: string, stacks: Stack[]): codebuild.PipelineProject {
    const { network: { vpc, vpcSubnets, securityGroups }, store, encryptionKey } = this.props;
    const role = defineBuildRole(this, `${environmentName}Role`, `Publishes what the stacks of ${environmentName} are made from`);
    store.grantRead(role);
    this.logGroup.grantWrite(role);
    role.addToPrincipalPolicy(new iam.PolicyStatement({
      actions: ['sts:AssumeRole'],
      resources: [...new Set(stacks.map(stack => bootstrapRoleArn(this, 'file-publishing', stack)))],
    }));
    const commands = stacks.map(stack => `${CDK_ASSETS} publish --path ${assemblyPath(stack, `${stack.artifactId}.assets.json`)}`);
    const project = new codebuild.PipelineProject(this, environmentName, {
      description: `Publishes what the stacks of ${environmentName} are made from`,
      buildSpec: codebuild.BuildSpec.fromObject({
        version: '0.2',
        phases: { install: { 'runtime-versions': { nodejs: '22' } }, build: { commands } },
      }),
      environment: renderBuildEnvironment(),
      encryptionKey,
      grantReportGroupPermissions: false,
      logging: { cloudWatch: { logGroup: this.logGroup, prefix: environmentName } },
      role: role.withoutPolicyUpdates(),
      timeout: Duration.minutes(30),
      vpc,
      subnetSelection: vpcSubnets,
      securityGroups,
    });
    project.node.addDependency(role);
    acknowledge(project, 'pipelineSource');
    return project;
  }
}
