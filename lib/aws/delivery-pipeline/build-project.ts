import { Duration, Stack } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ArtifactStore } from './artifact-store';
import { bootstrapRoleArn } from './bootstrap-roles';
import { defineBuildRole, renderBuildEnvironment } from './build';
import { CDK } from '../../definition/delivery/delivery-commands';
import { DeliveryStage } from '../../definition/delivery/delivery-stage';
import { acknowledge } from '../foundation/acknowledgements';
import { Operations } from '../foundation/handler-function';
import { logGroup } from '../foundation/log-group';
import { PlatformOptions } from '../foundation/platform';

export interface BuildProjectProps extends Operations {
  readonly network: Pick<PlatformOptions, 'role' | 'securityGroups' | 'vpc' | 'vpcSubnets'>;
  readonly store: ArtifactStore;
  /** The stages of the run; the build does those that run code of the repository. */
  readonly planned: readonly DeliveryStage[];
  /** What the pipeline deploys, and the build reviews. */
  readonly stacks: Stack[];
}

/**
 * Installs, tests, synthesises, and writes down what really changes.
 *
 * It runs code of the repository, so in the environments it may only read what is deployed. The stacks that it leaves behind are
 * published and deployed by others, protected environments after their approval.
 */
export class BuildProject extends codebuild.PipelineProject {
  constructor(scope: Construct, id: string, props: BuildProjectProps) {
    const group = logGroup(scope, `${id}Logs`, props);
    const role = props.network.role ?? defineBuildRole(scope, `${id}Role`, 'Builds a change; '
      + 'reads what is deployed, and can neither publish nor deploy');
    grantBuild(scope, role, props);
    group.grantWrite(role);
    super(scope, id, {
      description: 'Tests and synthesises the change, and reports what it changes',
      buildSpec: codebuild.BuildSpec.fromObject(renderBuildSpec(props)),
      environment: renderBuildEnvironment(),
      encryptionKey: props.encryptionKey,
      grantReportGroupPermissions: false,
      logging: { cloudWatch: { logGroup: group } },
      // Everything that the role needs is above, action by action.
      role: role instanceof iam.Role ? role.withoutPolicyUpdates() : role,
      timeout: Duration.hours(1),
      vpc: props.network.vpc,
      subnetSelection: props.network.vpcSubnets,
      securityGroups: props.network.securityGroups,
    });
    this.node.addDependency(role);
    acknowledge(this, 'pipelineSource');
  }
}

function grantBuild(scope: Construct, role: iam.IRole, { store, stacks }: BuildProjectProps): void {
  store.grantBuild(role);
  const roles = new Set(stacks.map(stack => bootstrapRoleArn(scope, 'lookup', stack)));
  if (roles.size > 0) role.addToPrincipalPolicy(new iam.PolicyStatement({ actions: ['sts:AssumeRole'], resources: [...roles] }));
}

/**
 * The report compares the synthesised templates with the deployed ones, through the read-only role: `--method=template`
 * makes no change set, which would need the deploy role.
 */
function renderBuildSpec({ planned, stacks }: BuildProjectProps): { [key: string]: unknown } {
  const selected = [...new Set(stacks.map(stack => `'${stack.node.path}'`))].join(' ');
  const diff = `${CDK} diff --app cdk.out --method=template --no-color --exclusively ${selected}`;
  const review = selected === '' ? [] : [
    'mkdir -p review',
    `${diff} > review/changes.txt 2>&1 || { cat review/changes.txt; exit 1; }`,
    'cat review/changes.txt',
  ];
  const commandsOf = (stage: DeliveryStage) => {
    if (stage.kind === 'test' || stage.kind === 'synth') return stage.commands;
    return stage.kind === 'review' ? review : [];
  };
  return {
    version: '0.2',
    phases: {
      install: { 'runtime-versions': { nodejs: '22' }, 'commands': planned.flatMap(stage => stage.kind === 'test' ? stage.install : []) },
      build: { commands: planned.flatMap(commandsOf) },
    },
    artifacts: {
      'secondary-artifacts': {
        Assembly: { 'base-directory': 'cdk.out', 'files': ['**/*'] },
        Review: { 'base-directory': 'review', 'files': ['**/*'] },
      },
    },
  };
}
