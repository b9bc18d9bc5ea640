import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { GithubActionsDefinition } from '../../definition';
import { AWS_AUDIENCE, GITHUB_ISSUER, GithubDuty, githubRoleName, githubTrustedRuns } from '../../definition/delivery/github-identity';
import { bootstrapRoleArn } from '../delivery-pipeline/bootstrap-roles';
import { addCheckStatements } from '../delivery-pipeline/check-statements';
import { acknowledge, acknowledgeWildcards } from '../foundation/acknowledgements';
import { checkProps } from '../foundation/check-props';

/**
 * Whom an environment lets in, and to what. Names may end in `*`.
 */
export interface GithubTrustProps extends GithubActionsDefinition {
  /** Name of the system, with which the names of the roles begin. */
  readonly systemName: string;

  /** Name of the environment: of the roles, and of the environment on GitHub whose jobs may change it. */
  readonly environmentName: string;

  /**
   * The environments on GitHub whose jobs may read here, which they do before they deploy what is registered here.
   *
   * @default - this environment alone
   */
  readonly environmentNames?: string[];

  /**
   * Names of the endpoints that get sample requests.
   *
   * @default - none
   */
  readonly endpointNames?: string[];

  /**
   * Names of the alarms that must stay quiet after a deployment.
   *
   * @default - none
   */
  readonly alarmNames?: string[];

  /**
   * Names of the training pipelines that are started here.
   *
   * @default - none
   */
  readonly pipelineNames?: string[];

  /**
   * Names of the model package groups whose versions are released from here.
   *
   * @default - none
   */
  readonly modelPackageGroupNames?: string[];
}

/** What a job on GitHub may do here, each with a role of its own. */
const DESCRIPTIONS: Readonly<Record<GithubDuty, string>> = {
  deploy: 'Hands templates to the roles of cdk bootstrap; can do nothing by itself',
  operate: 'Starts training, and sends sample requests to endpoints',
  read: 'Looks at what is deployed and registered',
};

/**
 * Lets jobs of GitHub Actions into one environment, without a key: GitHub says in a signed token which repository, branch and
 * environment a job is about, and each role takes tokens about exactly its own.
 *
 * @example
 * new GithubTrust(stack, 'GithubTrust', { repository: 'acme@123456/shop@456789', systemName: 'shop', environmentName: 'prod' });
 */
export class GithubTrust extends Construct {
  /** Looks at what is deployed and registered. */
  public readonly readRole: iam.IRole;

  /** Deploys with the roles that `cdk bootstrap` has made. */
  public readonly deployRole: iam.IRole;

  /** Starts training, and sends sample requests to endpoints. */
  public readonly operateRole: iam.IRole;

  constructor(scope: Construct, id: string, private readonly props: GithubTrustProps) {
    super(scope, id);
    checkProps(this, 'GithubActionsDefinition', props);
    const provider = props.existingProvider === true ? this.providerArn : this.defineProvider();
    this.readRole = this.defineRead(provider);
    this.deployRole = this.defineDeploy(provider);
    this.operateRole = this.defineOperate(provider);
  }

  private get providerArn(): string {
    return Stack.of(this).formatArn({
      service: 'iam', region: '', resource: 'oidc-provider', resourceName: GITHUB_ISSUER, arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
  }

  private defineProvider(): string {
    return new iam.OidcProviderNative(this, 'Provider', { url: `https://${GITHUB_ISSUER}`, clientIds: [AWS_AUDIENCE] }).oidcProviderArn;
  }

  private defineRead(provider: string): iam.Role {
    const { modelPackageGroupNames: groups = [], pipelineNames = [] } = this.props;
    const role = this.defineRole('Read', 'read', provider);
    this.letAssume(role, 'lookup');
    const names = groups.map(name => name.toLowerCase());
    this.allow(role, ['sagemaker:ListModelPackages'], groups.map(name => `model-package-group/${name}`));
    this.allow(role, ['sagemaker:DescribeModelPackage'], names.map(name => name.endsWith('*') ? `model-package/${name}` : `model-package/${name}/*`));
    this.allow(role, ['sagemaker:DescribePipeline'], pipelineNames.map(name => `pipeline/${name.toLowerCase()}`));
    acknowledgeWildcards(role, 'deliveredNames', 'modelVersions');
    return role;
  }

  private defineDeploy(provider: string): iam.Role {
    const role = this.defineRole('Deploy', 'deploy', provider, Duration.hours(2));
    this.letAssume(role, 'deploy', 'file-publishing', 'lookup');
    return role;
  }

  private defineOperate(provider: string): iam.Role {
    const { alarmNames = [], endpointNames = [], pipelineNames = [] } = this.props;
    const { account, region, partition } = Stack.of(this);
    const role = this.defineRole('Operate', 'operate', provider);
    if (endpointNames.length > 0) addCheckStatements(role, { endpointNames, alarmNames, account, region, partition });
    this.allow(role, ['sagemaker:StartPipelineExecution'], pipelineNames.map(name => `pipeline/${name.toLowerCase()}`));
    acknowledgeWildcards(role, 'deliveredNames', 'endpointParts', 'jobsAndTraces');
    return role;
  }

  /** A subject names the environment or the branch; where it names the environment, the branch is held against as well. */
  private defineRole(id: string, duty: GithubDuty, providerArn: string, maxSessionDuration?: Duration): iam.Role {
    const { environmentName, environmentNames = [environmentName], systemName } = this.props;
    const { ref, subjects } = githubTrustedRuns(this.props, environmentNames, environmentName, duty);
    const role = new iam.Role(this, id, {
      roleName: githubRoleName({ name: systemName }, environmentName, duty),
      description: DESCRIPTIONS[duty],
      maxSessionDuration,
      assumedBy: new iam.WebIdentityPrincipal(providerArn, {
        StringEquals: { [`${GITHUB_ISSUER}:aud`]: AWS_AUDIENCE, [`${GITHUB_ISSUER}:sub`]: subjects, [`${GITHUB_ISSUER}:ref`]: ref },
      }),
    });
    acknowledge(role, 'inlinePolicy');
    return role;
  }

  private letAssume(role: iam.Role, ...kinds: Parameters<typeof bootstrapRoleArn>[1][]): void {
    role.addToPolicy(new iam.PolicyStatement({
      actions: ['sts:AssumeRole'], resources: kinds.map(kind => bootstrapRoleArn(this, kind, Stack.of(this))),
    }));
  }

  private allow(grantee: iam.Role, actions: string[], resources: string[]): void {
    if (resources.length === 0) return;
    const { account, region, partition } = Stack.of(this);
    const resourceArns = resources.map(resource => `arn:${partition}:sagemaker:${region}:${account}:${resource}`);
    iam.Grant.addToPrincipal({ grantee, actions, resourceArns });
  }
}
