import { Annotations, ArnFormat, Names, Stack, Token } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import { Construct } from 'constructs';
import { acknowledgeModelRole, modelStatements } from './model-access';
import { renderModel } from './model-container';
import { isolationLimits, machineLimits, modelLimits, regionLimits } from './model-limits';
import { ModelSourceDefinition } from '../../definition/model-definition';
import { checkProps } from '../foundation/check-props';
import { ContentName } from '../foundation/content-name';
import { executionRole } from '../foundation/execution-role';
import { network, networkStatements } from '../foundation/network';
import { PlatformOptions } from '../foundation/platform';
import { packageIndex } from '../foundation/script-packages';

/**
 * Where a model comes from, and what surrounds its container.
 */
export interface SageMakerModelProps extends ModelSourceDefinition, PlatformOptions {
  /**
   * Beginning of the model's name. The name ends in a hash of the content: SageMaker can only replace a model, and the new one
   * exists beside the old one for a while.
   *
   * @default - made of the construct's path
   */
  readonly namePrefix?: string;

  /**
   * The instance type that the model will run on. It decides between a framework's images for CPU and GPU.
   *
   * @default - the image for CPU
   */
  readonly instanceType?: string;

  /**
   * Whether the model's container has no network at all.
   *
   * @default true
   */
  readonly networkIsolation?: boolean;

  /**
   * The bucket that holds the files of a model package.
   *
   * @default - the platform's artifact bucket
   */
  readonly packageBucket?: s3.IBucket;

  /**
   * Where the files of the model package begin in that bucket; it ends in `/`.
   *
   * @default - anywhere in the bucket
   */
  readonly packagePrefix?: string;

  /**
   * The repositories that a model package can bring its image from.
   *
   * @default - the prebuilt images of the frameworks, and the repositories of the stack's account
   */
  readonly packageRepositories?: ecr.IRepository[];
}

/**
 * A model that SageMaker can run: files, container and role.
 *
 * Every change makes a new model with a new name. The role is allowed to read exactly the model's files and to pull exactly
 * its image, and it is so before the model exists: SageMaker checks both when it creates the model.
 *
 * @example
 * new SageMakerModel(this, 'Model', { artifact: 's3://models/default-risk/7/model.tar.gz', framework: 'xgboost' });
 */
export class SageMakerModel extends Construct implements iam.IGrantable {
  /** Name of the model. */
  public readonly modelName: string;

  /** The role of the model's container. */
  public readonly role: iam.IRole;

  /** Takes permissions for the model's container. */
  public readonly grantPrincipal: iam.IPrincipal;

  /** @internal the name, as content of what uses the model */
  public readonly _name: ContentName;

  constructor(scope: Construct, id: string, props: SageMakerModelProps) {
    super(scope, id);
    checkProps(this, 'ModelSourceDefinition', props, {
      limits: [
        modelLimits,
        (model, problems) => regionLimits(model, Stack.of(this).region, problems),
        (model, problems) => machineLimits(model, model.instanceType, problems),
        (model, problems) => model.networkIsolation !== false && isolationLimits([model], problems.at('networkIsolation')),
      ],
    });

    const place = network(this, props);
    // A container without a network installs nothing.
    const packages = props.networkIsolation === false ? packageIndex(props) : undefined;
    this.role = this.defineRole(props);
    this.grantPrincipal = this.role.grantPrincipal;
    const content: sagemaker.CfnModelProps = {
      ...renderModel(this, props, { instanceType: props.instanceType, packages }),
      executionRoleArn: this.role.roleArn,
      enableNetworkIsolation: props.networkIsolation ?? true,
      vpcConfig: place && { subnets: place.subnetIds, securityGroupIds: place.securityGroups.map(group => group.securityGroupId) },
    };
    this._name = this.nameOf(content, props);

    this.allow(modelStatements(this, props, {
      ...props,
      encryptionKey: props.encryptionKey ?? props.platform?.encryptionKey,
      packageBucket: props.packageBucket ?? props.platform?.artifactBucket,
    }));
    if (place) this.allow(networkStatements(this, place));
    packages?.grants.install(this.role);
    this.allow(this.observabilityStatements());

    const model = new sagemaker.CfnModel(this, 'Resource', { ...content, modelName: this._name.text });
    this._name.follow(model);
    model.node.addDependency(this.role);
    this.modelName = this._name.text ?? model.attrModelName;
    this.warnOfSecrets(props);
  }

  /** The service has no secrets of containers: what CloudFormation puts into the environment is part of the model's description. */
  private warnOfSecrets(props: SageMakerModelProps): void {
    const names = [props, ...props.containers ?? []].flatMap(({ secrets }) => Object.keys(secrets ?? {}));
    if (names.length === 0) return;
    Annotations.of(this).addWarningV2('mlops-constructs:readableSecrets',
      `whoever may call sagemaker:DescribeModel reads the value of ${names.join(', ')}, `
      + 'and a new value arrives with the next model; give it no more rights than to read one model, '
      + 'or bring the files to Amazon S3 and leave `secrets` out');
  }

  private defineRole(props: SageMakerModelProps): iam.IRole {
    const role = executionRole(this, 'Role', props, `Container of the model ${this.node.path}`);
    if (!props.role) acknowledgeModelRole(role);
    return role;
  }

  /** The model package is left out of the hash when it is chosen at deployment: then its version is part of the name. */
  private nameOf(content: sagemaker.CfnModelProps, { namePrefix, aws }: SageMakerModelProps): ContentName {
    const prefix = namePrefix ?? Names.uniqueResourceName(this, { maxLength: 240, separator: '-' });
    if (aws === undefined) return ContentName.of(this, prefix, content);
    const primaryContainer = { modelPackageName: fixed(aws.modelPackage) };
    return ContentName.of(this, prefix, { ...content, primaryContainer }, { packages: [aws.modelPackage] });
  }

  private observabilityStatements(): iam.PolicyStatement[] {
    const logGroup = Stack.of(this).formatArn({
      service: 'logs',
      resource: 'log-group',
      resourceName: '/aws/sagemaker/*',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    return [
      new iam.PolicyStatement({
        actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
        resources: [logGroup],
      }),
      new iam.PolicyStatement({
        actions: ['cloudwatch:PutMetricData'],
        // The service has no resource-level permission; the condition is its only bound.
        resources: ['*'],
        conditions: { StringLike: { 'cloudwatch:namespace': ['AWS/SageMaker', '/aws/sagemaker/*'] } },
      }),
    ];
  }

  private allow(statements: iam.PolicyStatement[]): void {
    statements.forEach(statement => this.role.addToPrincipalPolicy(statement));
  }
}

function fixed(text: string): string {
  return Token.isUnresolved(text) ? 'chosen at deployment' : text;
}
