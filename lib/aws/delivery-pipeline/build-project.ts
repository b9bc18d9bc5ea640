import { Duration, Stack } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ArtifactStore } from './artifact-store';
import { bootstrapRoleArn } from './bootstrap-roles';
import { buildEnvironment, buildRole } from './build';
import { CDK } from './build-tools';
import { DeliveryDefinition } from '../../definition';
import { acknowledge } from '../foundation/acknowledgements';
import { Operations } from '../foundation/handler-function';
import { logGroup } from '../foundation/log-group';
import { PlatformOptions } from '../foundation/platform';

export interface BuildProjectProps extends Operations {
  readonly delivery: DeliveryDefinition & PlatformOptions;
  readonly store: ArtifactStore;
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
    const role = props.delivery.role ?? buildRole(scope, `${id}Role`, 'Builds a change; reads what is deployed, and can neither publish nor deploy');
    grantBuild(scope, role, props);
    group.grantWrite(role);
    super(scope, id, {
      description: 'Tests and synthesises the change, and reports what it changes',
      buildSpec: codebuild.BuildSpec.fromObject(buildSpec(props)),
      environment: buildEnvironment(),
      encryptionKey: props.encryptionKey,
      grantReportGroupPermissions: false,
      logging: { cloudWatch: { logGroup: group } },
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

function grantBuild(scope: Construct, role: iam.IRole, { store, stacks }: BuildProjectProps): void {
  store.grantBuild(role);
  const roles = new Set(stacks.map(stack => bootstrapRoleArn(scope, 'lookup', stack)));
  if (roles.size > 0) role.addToPrincipalPolicy(new iam.PolicyStatement({ actions: ['sts:AssumeRole'], resources: [...roles] }));
}

/**
 * The report compares the synthesised templates with the deployed ones, through the read-only role: `--method=template`
 * makes no change set, which would need the deploy role.
 */
function buildSpec({ delivery, stacks }: BuildProjectProps): { [key: string]: unknown } {
  const selected = [...new Set(stacks.map(stack => `'${stack.node.path}'`))].join(' ');
  const review = selected === '' ? [] : [
    'mkdir -p review',
    `${CDK} diff --app cdk.out --method=template --no-color --exclusively ${selected} > review/changes.txt 2>&1 || { cat review/changes.txt; exit 1; }`,
    'cat review/changes.txt',
  ];
  return {
    version: '0.2',
    phases: {
      install: { 'runtime-versions': { nodejs: '22' }, 'commands': delivery.install ?? ['npm ci'] },
      build: { commands: [...delivery.test ?? ['npm test'], ...delivery.synth ?? [`${CDK} synth`], ...review] },
    },
    artifacts: {
      'secondary-artifacts': {
        Assembly: { 'base-directory': 'cdk.out', 'files': ['**/*'] },
        Review: { 'base-directory': 'review', 'files': ['**/*'] },
      },
    },
  };
}
