import { ArnFormat, Lazy, Names, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { CfnModelPackageGroup } from 'aws-cdk-lib/aws-sagemaker';
import { Construct, IConstruct } from 'constructs';
import { ModelRegistryGrants, versionsArn } from './model-registry-grants';
import { groupNameLimits, registryLockLimits } from './registry-limits';
import { RegistryDefinition } from '../../definition';
import { physicalName } from '../../private/names';
import { Problems } from '../../private/problems';
import { approvalsOf } from '../foundation/approval-status';
import { checkProps, throwProblems } from '../foundation/check-props';
import { IMlPlatform } from '../foundation/platform';
import { accountLimits, shareArtifacts } from '../foundation/share-artifacts';

/**
 * The versions of one model and who may use them: a SageMaker model package group.
 */
export interface IModelRegistry extends IConstruct {
  /** Name of the model package group. */
  readonly modelPackageGroupName: string;

  /** ARN of the model package group. */
  readonly modelPackageGroupArn: string;

  /** Whether a person approves a version (`manual`) or the pipeline's gate is enough (`automatic`). */
  readonly approval: string;

  /** The bucket with the files of the versions, when it is known. */
  readonly artifactBucket?: s3.IBucket;

  /** Where the files of the versions begin in the bucket: empty for the whole bucket, else it ends in `/`. */
  readonly artifactPrefix: string;

  /** The key that encrypts the files of the versions, when it is known. */
  readonly encryptionKey?: kms.IKey;

  /** Allows reading, registering and approving versions. */
  readonly grants: ModelRegistryGrants;
}

/**
 * A model package group that is there already.
 */
export interface ModelRegistryAttributes {
  /** ARN of the model package group. It may belong to another account. */
  readonly modelPackageGroupArn: string;

  /**
   * Whether a person approves a version (`manual`) or the pipeline's gate is enough (`automatic`).
   *
   * @default manual
   */
  readonly approval?: string;

  /**
   * The bucket with the files of the versions, so that readers may use it.
   *
   * @default - not known; readers see what is registered, but not the files
   */
  readonly artifactBucket?: s3.IBucket;

  /**
   * Where the files of the versions begin in the bucket; it ends in `/`.
   *
   * @default - the whole bucket
   */
  readonly artifactPrefix?: string;

  /**
   * The key that encrypts the files of the versions.
   *
   * @default - not known
   */
  readonly encryptionKey?: kms.IKey;
}

/**
 * A model package group and where its versions keep their files.
 */
export interface ModelRegistryProps extends RegistryDefinition {
  /**
   * Name of the model package group; the definition's `group` says the same. It cannot be changed later.
   *
   * @default - `group`, else made from the construct's path
   */
  readonly modelPackageGroupName?: string;

  /**
   * Brings the bucket of the versions' files and its key.
   *
   * @default - no platform
   */
  readonly platform?: IMlPlatform;

  /**
   * The bucket with the files of the versions.
   *
   * @default - the platform's artifact bucket, else not known
   */
  readonly artifactBucket?: s3.IBucket;

  /**
   * Where the files of the versions begin in the bucket; it ends in `/`.
   *
   * @default - the whole bucket
   */
  readonly artifactPrefix?: string;

  /**
   * The key that encrypts the files of the versions.
   *
   * @default - the platform's key, else not known
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * The registry as it is deployed. Another group or description is then an error at synth, and not a failed deployment.
   *
   * @default - changes are not checked against what is deployed
   */
  readonly deployed?: RegistryDefinition;
}

/**
 * What another account is allowed along with the versions themselves.
 */
export interface ModelSharingOptions {
  /**
   * The repositories of your own images, which the versions run in. They must belong to the app.
   *
   * @default - only images that everybody may pull
   */
  readonly repositories?: ecr.IRepository[];
}

/**
 * The versions of one model: a SageMaker model package group, which is kept with all its versions when its stack is deleted.
 *
 * Versions are registered by pipelines and approved by people or gates; neither is part of a template.
 *
 * @example
 * const registry = new ModelRegistry(this, 'Registry', { group: 'default-risk', platform });
 * registry.shareWith(['222222222222']);
 * registry.onApproval('Deploy', new targets.CodePipeline(pipeline));
 */
export class ModelRegistry extends Construct implements IModelRegistry {
  /** A group of the same account and region. */
  public static fromModelPackageGroupName(scope: Construct, id: string, modelPackageGroupName: string): IModelRegistry {
    return ModelRegistry.fromModelRegistryAttributes(scope, id, { modelPackageGroupArn: groupArn(scope, modelPackageGroupName) });
  }

  /** A group of any account. Allow this account there with `shareWith`. */
  public static fromModelRegistryAttributes(scope: Construct, id: string, attributes: ModelRegistryAttributes): IModelRegistry {
    class Import extends Construct implements IModelRegistry {
      public readonly modelPackageGroupArn = attributes.modelPackageGroupArn;
      public readonly modelPackageGroupName = Stack.of(scope).splitArn(attributes.modelPackageGroupArn, ArnFormat.SLASH_RESOURCE_NAME).resourceName!;
      public readonly approval = attributes.approval ?? 'manual';
      public readonly artifactBucket = attributes.artifactBucket;
      public readonly artifactPrefix = attributes.artifactPrefix ?? '';
      public readonly encryptionKey = attributes.encryptionKey;
      public readonly grants = ModelRegistryGrants._on(this);
    }
    return new Import(scope, id);
  }

  public readonly modelPackageGroupName: string;
  public readonly modelPackageGroupArn: string;
  public readonly approval: string;
  public readonly artifactBucket?: s3.IBucket;
  public readonly artifactPrefix: string;
  public readonly encryptionKey?: kms.IKey;
  public readonly grants: ModelRegistryGrants;
  private readonly policy = new iam.PolicyDocument();

  constructor(scope: Construct, id: string, props: ModelRegistryProps = {}) {
    super(scope, id);
    checkProps(this, 'RegistryDefinition', props, {
      limits: [groupNameLimits, (registry, problems) => {
        const { deployed, group = props.modelPackageGroupName } = registry;
        if (deployed) registryLockLimits({ ...registry, group }, deployed, problems);
      }],
    });

    this.modelPackageGroupName = props.group ?? props.modelPackageGroupName ?? physicalName([Names.uniqueResourceName(this, { separator: '-' })]);
    this.modelPackageGroupArn = groupArn(this, this.modelPackageGroupName);
    this.approval = props.approval ?? 'manual';
    this.artifactBucket = props.artifactBucket ?? props.platform?.artifactBucket;
    this.artifactPrefix = props.artifactPrefix ?? '';
    this.encryptionKey = props.encryptionKey ?? props.platform?.encryptionKey;
    this.grants = ModelRegistryGrants._on(this);

    const resource = new CfnModelPackageGroup(this, 'Resource', {
      modelPackageGroupName: this.modelPackageGroupName,
      modelPackageGroupDescription: props.description,
      modelPackageGroupPolicy: Lazy.any({ produce: () => this.policy.isEmpty ? undefined : this.policy }),
    });
    resource.applyRemovalPolicy(RemovalPolicy.RETAIN);
  }

  /**
   * Lets other accounts deploy the versions: find them in the group, read and decrypt their files, and pull their images. In the
   * other account, `grants.read` of the imported group gives a role its half. Nobody there can register, approve or delete.
   *
   * @param accounts account ids of twelve digits
   */
  public shareWith(accounts: string[], options: ModelSharingOptions = {}): void {
    const problems = new Problems();
    accountLimits(accounts, problems.at('accounts'));
    throwProblems(this, problems);

    const principals = accounts.map(account => new iam.AccountPrincipal(account));
    this.policy.addStatements(
      new iam.PolicyStatement({
        principals,
        actions: ['sagemaker:DescribeModelPackageGroup', 'sagemaker:ListModelPackages'],
        resources: [this.modelPackageGroupArn],
      }),
      new iam.PolicyStatement({
        principals,
        actions: ['sagemaker:DescribeModelPackage', 'sagemaker:ListModelPackages', 'sagemaker:CreateModel'],
        resources: [versionsArn(this.modelPackageGroupArn)],
      }),
    );
    shareArtifacts(this, { bucket: this.artifactBucket, prefix: this.artifactPrefix, key: this.encryptionKey }, accounts);
    for (const repository of options.repositories ?? []) {
      repository.addToResourcePolicy(new iam.PolicyStatement({
        principals, actions: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      }));
    }
  }

  /**
   * Calls a target once for each version that is approved.
   *
   * SageMaker repeats `Approved` with every later change of a version, so the rule also looks at what has changed. A version that
   * is registered as approved has not changed, which is the second rule. AWS may deliver an event more than once: a target
   * should name its work after the version.
   */
  public onApproval(id: string, target: events.IRuleTarget): events.Rule[] {
    const rules = new Construct(this, id);
    const rule = (ruleId: string, description: string, changed: unknown[]) => new events.Rule(rules, ruleId, {
      description: `${description} ${this.modelPackageGroupName}`,
      targets: [target],
      eventPattern: approvalsOf(this.modelPackageGroupName, changed),
    });
    return [
      rule('Approved', 'A version was approved:', ['ModelApprovalStatus']),
      rule('RegisteredAsApproved', 'A version was registered as approved:', [{ exists: false }]),
    ];
  }
}

function groupArn(scope: IConstruct, modelPackageGroupName: string): string {
  return Stack.of(scope).formatArn({ service: 'sagemaker', resource: 'model-package-group', resourceName: modelPackageGroupName });
}
