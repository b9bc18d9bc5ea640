import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { DeliveryTrustProps } from './delivery-trust-props';
import { DeliveryDuty, deliveryRoleName } from '../../definition/delivery/delivery-identity';
import { DeliverySystem } from '../../definition/delivery/delivery-system';
import { bootstrapRoleArn } from '../delivery-pipeline/bootstrap-roles';
import { addCheckStatements } from '../delivery-pipeline/check-statements';
import { acknowledge, acknowledgeWildcards } from '../foundation/acknowledgements';

/** What a job may do in an environment, each with a role of its own. */
const DESCRIPTIONS: Readonly<Record<DeliveryDuty, string>> = {
  deploy: 'Hands templates to the roles of cdk bootstrap; can do nothing by itself',
  operate: 'Starts training, and sends sample requests to endpoints',
  read: 'Looks at what is deployed and registered',
};

/** The roles of an environment for jobs that deliver, whichever system runs them: what each may do is the same, whom each trusts is not. */
export class DeliveryRoles {
  constructor(
    private readonly scope: Construct,
    private readonly props: DeliveryTrustProps,
    private readonly by: DeliverySystem,
    private readonly trusted: (duty: DeliveryDuty) => iam.IPrincipal,
  ) {}

  public defineRead(): iam.Role {
    const { modelPackageGroupNames: groups = [], pipelineNames = [] } = this.props;
    const role = this.defineRole('Read', 'read');
    this.letAssume(role, 'lookup');
    const names = groups.map(name => name.toLowerCase());
    this.allow(role, ['sagemaker:ListModelPackages'], groups.map(name => `model-package-group/${name}`));
    this.allow(role, ['sagemaker:DescribeModelPackage'], names.map(name => name.endsWith('*') ? `model-package/${name}` : `model-package/${name}/*`));
    this.allow(role, ['sagemaker:DescribePipeline'], pipelineNames.map(name => `pipeline/${name.toLowerCase()}`));
    acknowledgeWildcards(role, 'deliveredNames', 'modelVersions');
    return role;
  }

  public defineDeploy(): iam.Role {
    const role = this.defineRole('Deploy', 'deploy', Duration.hours(2));
    this.letAssume(role, 'deploy', 'file-publishing', 'lookup');
    return role;
  }

  public defineOperate(): iam.Role {
    const { alarmNames = [], endpointNames = [], pipelineNames = [] } = this.props;
    const { account, region, partition } = Stack.of(this.scope);
    const role = this.defineRole('Operate', 'operate');
    if (endpointNames.length > 0) addCheckStatements(role, { endpointNames, alarmNames, account, region, partition });
    this.allow(role, ['sagemaker:StartPipelineExecution'], pipelineNames.map(name => `pipeline/${name.toLowerCase()}`));
    acknowledgeWildcards(role, 'deliveredNames', 'endpointParts', 'jobsAndTraces');
    return role;
  }

  private defineRole(id: string, duty: DeliveryDuty, maxSessionDuration?: Duration): iam.Role {
    const { environmentName, systemName } = this.props;
    const role = new iam.Role(this.scope, id, {
      roleName: deliveryRoleName({ name: systemName }, environmentName, this.by, duty),
      description: DESCRIPTIONS[duty],
      maxSessionDuration,
      assumedBy: this.trusted(duty),
    });
    acknowledge(role, 'inlinePolicy');
    return role;
  }

  private letAssume(role: iam.Role, ...kinds: Parameters<typeof bootstrapRoleArn>[1][]): void {
    role.addToPolicy(new iam.PolicyStatement({
      actions: ['sts:AssumeRole'], resources: kinds.map(kind => bootstrapRoleArn(this.scope, kind, Stack.of(this.scope))),
    }));
  }

  private allow(grantee: iam.Role, actions: string[], resources: string[]): void {
    if (resources.length === 0) return;
    const { account, region, partition } = Stack.of(this.scope);
    const resourceArns = resources.map(resource => `arn:${partition}:sagemaker:${region}:${account}:${resource}`);
    iam.Grant.addToPrincipal({ grantee, actions, resourceArns });
  }
}
