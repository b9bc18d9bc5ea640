import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';

/** What an isolated network may reach, besides its own account. */
export interface Reach {
  /** Other accounts with what jobs use: registries, keys, artifacts, packages. */
  readonly accounts: readonly string[];
  /** Buckets by name, whoever owns them. */
  readonly buckets: readonly string[];
}

/** Pulling an image, which a role must be allowed as well. Pushing is what leaks, and stays within the accounts. */
const PULL_IMAGE = ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];

/**
 * The policies of the VPC endpoints: only identities of this account, and only what belongs to this account or to one that is named.
 * With credentials of somebody else, or to a bucket of somebody else, nothing leaves the network.
 *
 * The keys are those of a data perimeter (IAM User Guide, "AWS global condition context keys"). An action without a resource has no
 * `aws:ResourceAccount`.
 */
export class EndpointPolicies {
  private readonly account: string;

  constructor(private readonly scope: IConstruct, private readonly reach: Reach) {
    this.account = Stack.of(scope).account;
  }

  /** Of a service whose resources all belong to the accounts. */
  public own(): iam.PolicyStatement[] {
    return [this.statement(['*'], ['*'], { StringEqualsIfExists: { 'aws:ResourceAccount': [this.account, ...this.reach.accounts] } })];
  }

  /** Frameworks' images lie in registries of AWS, one account for each region and framework. */
  public images(): iam.PolicyStatement[] {
    return [...this.own(), this.statement(PULL_IMAGE, ['*'])];
  }

  /** Layers of images come from a bucket of Amazon ECR, and are fetched by its signature, not the job's (Amazon ECR User Guide, "VPC endpoints"). */
  public objects(): iam.PolicyStatement[] {
    const { partition, region } = Stack.of(this.scope);
    const bucketArn = (name: string) => `arn:${partition}:s3:::${name}`;
    const { buckets } = this.reach;
    return [
      ...this.own(),
      ...(buckets.length > 0 ? [this.statement(['*'], buckets.flatMap(name => [bucketArn(name), `${bucketArn(name)}/*`]))] : []),
      new iam.PolicyStatement({
        principals: [new iam.StarPrincipal()],
        actions: ['s3:GetObject'],
        resources: [`${bucketArn(`prod-${region}-starport-layer-bucket`)}/*`],
        conditions: { Bool: { 'aws:SecureTransport': 'true' } },
      }),
    ];
  }

  /** An endpoint policy allows nothing by itself: the role must be allowed, too. Gateway endpoints take no principal but `*`. */
  private statement(actions: string[], resources: string[], conditions: iam.Conditions = {}): iam.PolicyStatement {
    return new iam.PolicyStatement({
      principals: [new iam.StarPrincipal()],
      actions,
      resources,
      conditions: { StringEquals: { 'aws:PrincipalAccount': this.account }, ...conditions },
    });
  }
}
