import { Duration, Stack } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { DeliveryDefinition } from '../../definition';
import { PlatformOptions } from '../ml-platform';
import { ArtifactStore } from './artifact-store';
import { bootstrapRoleArn } from './bootstrap-roles';
import { assemblyPath } from './target';
import { acknowledge, acknowledgeWildcards } from '../private/acknowledgements';
import { encryptedLogGroup, Operations } from '../private/handler-function';

export interface BuildProjectProps extends Operations {
  readonly delivery: DeliveryDefinition & PlatformOptions;
  readonly store: ArtifactStore;
  /** What the pipeline deploys: its assets are published, its changes are reviewed. */
  readonly stacks: Stack[];
}

/**
 * Installs, tests, synthesises, writes down what really changes, and publishes the assets.
 *
 * It runs code of the repository, so it may only read what is deployed and add assets to the bootstrap buckets; it cannot
 * deploy. CodePipeline deploys the templates that it leaves behind.
 */
export class BuildProject extends codebuild.PipelineProject {
  constructor(scope: Construct, id: string, props: BuildProjectProps) {
    const logGroup = encryptedLogGroup(scope, `${id}Logs`, props);
    const role = props.delivery.role ?? buildRole(scope, `${id}Role`);
    grantBuild(scope, role, props);
    logGroup.grantWrite(role);
    super(scope, id, {
      description: 'Tests and synthesises the change, and reports what it changes',
      buildSpec: codebuild.BuildSpec.fromObject(buildSpec(props)),
      environment: { buildImage: codebuild.LinuxBuildImage.STANDARD_7_0, computeType: codebuild.ComputeType.SMALL, privileged: false },
      encryptionKey: props.encryptionKey,
      grantReportGroupPermissions: false,
      logging: { cloudWatch: { logGroup } },
      // Everything that the role needs is above, action by action.
      role: role instanceof iam.Role ? role.withoutPolicyUpdates() : role,
      timeout: Duration.hours(1),
      vpc: props.delivery.vpc,
      subnetSelection: props.delivery.vpcSubnets,
      securityGroups: props.delivery.securityGroups,
    });
    this.node.addDependency(role);
    acknowledge(this, 'pipelineSource');
  }
}

function buildRole(scope: Construct, id: string): iam.Role {
  const role = new iam.Role(scope, id, {
    description: 'Builds a change; reads what is deployed and publishes assets, and cannot deploy',
    assumedBy: new iam.ServicePrincipal('codebuild.amazonaws.com'),
  });
  acknowledge(role, 'inlinePolicy');
  acknowledgeWildcards(role, 'objectKeys');
  return role;
}

function grantBuild(scope: Construct, role: iam.IRole, { store, stacks }: BuildProjectProps): void {
  store.grantUse(role);
  const roles = new Set(stacks.flatMap(stack => (['lookup', 'file-publishing'] as const).map(kind => bootstrapRoleArn(scope, kind, stack))));
  if (roles.size > 0) role.addToPrincipalPolicy(new iam.PolicyStatement({ actions: ['sts:AssumeRole'], resources: [...roles] }));
}

/**
 * The report compares the synthesised templates with the deployed ones, through the read-only role: `--method=template`
 * makes no change set, which would need the deploy role. `cdk publish-assets` would need it too; `cdk-assets` does not.
 */
function buildSpec({ delivery, stacks }: BuildProjectProps): { [key: string]: unknown } {
  const selected = [...new Set(stacks.map(stack => `'${stack.node.path}'`))].join(' ');
  const review = selected === '' ? [] : [
    'mkdir -p review',
    `npx cdk diff --app cdk.out --method=template --no-color --exclusively ${selected} > review/changes.txt 2>&1 || { cat review/changes.txt; exit 1; }`,
    'cat review/changes.txt',
    ...stacks.map(stack => `npx --yes cdk-assets@4 publish --path cdk.out/${assemblyPath(stack, `${stack.artifactId}.assets.json`)}`),
  ];
  return {
    version: '0.2',
    phases: {
      install: { 'runtime-versions': { nodejs: '22' }, 'commands': delivery.install ?? ['npm ci'] },
      build: { commands: [...delivery.test ?? ['npm test'], ...delivery.synth ?? ['npx cdk synth'], ...review] },
    },
    artifacts: {
      'secondary-artifacts': {
        Assembly: { 'base-directory': 'cdk.out', 'files': ['**/*'] },
        Review: { 'base-directory': 'review', 'files': ['**/*'] },
      },
    },
  };
}
