import { Stack } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { EcrImage, ownRepositories } from './ecr-image';
import { frameworkImage, imageProblems } from './framework-image';
import { FRAMEWORK_IMAGES } from './framework-image-table';
import { containerImage } from './model-container';
import { ContainerDefinition, ModelSourceDefinition } from '../../definition/model-definition';
import { ServingFramework } from '../../definition/values';
import { Problems } from '../../private/problems';
import { acknowledge, acknowledgeWildcards } from '../foundation/acknowledgements';
import { S3Place } from '../foundation/s3-place';
import { isInS3 } from '../foundation/s3-place-limits';

const FRAMEWORKS = Object.keys(FRAMEWORK_IMAGES).sort() as ServingFramework[];

/** What the role of a model may use beside what the model names. */
export interface ModelAccess {
  readonly instanceType?: string;
  readonly encryptionKey?: kms.IKey;
  readonly packageBucket?: s3.IBucket;
  readonly packagePrefix?: string;
  readonly packageRepositories?: ecr.IRepository[];
}

/** The least that a role needs to load a model: its files, its images, and a place for logs and metrics. */
export function modelStatements(scope: Construct, model: ModelSourceDefinition, access: ModelAccess): iam.PolicyStatement[] {
  const containers = model.aws === undefined ? model.containers ?? [model] : [];
  const artifacts = containers.flatMap(({ artifact }) => artifact !== undefined && isInS3(artifact) ? S3Place.parse(artifact) : []);
  const packageObjects = model.aws !== undefined && access.packageBucket
    ? [access.packageBucket.arnForObjects(`${access.packagePrefix ?? ''}*`)]
    : [];
  const objects = [...artifacts.map(({ objectArn }) => objectArn), ...packageObjects];
  const buckets = [...artifacts.map(({ bucketArn }) => bucketArn), ...(packageObjects.length > 0 ? [access.packageBucket!.bucketArn] : [])];
  const repositories = model.aws === undefined
    ? containers.flatMap(container => containerRepository(scope, container, access.instanceType))
    : packageRepositories(scope, access);
  return [
    ...statement(['s3:GetObject'], objects),
    // Without it a missing object looks like a missing permission, and prefixes cannot be listed.
    ...statement(['s3:ListBucket', 's3:GetBucketLocation'], buckets),
    ...statement(['kms:Decrypt'], objects.length > 0 && access.encryptionKey ? [access.encryptionKey.keyArn] : []),
    ...statement(['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'], repositories),
    // The service has no resource-level permission for the token.
    ...statement(['ecr:GetAuthorizationToken'], repositories.length > 0 ? ['*'] : []),
  ];
}

/** The wildcards that a role of models needs, with their reasons. */
export function acknowledgeModelRole(role: iam.IRole): void {
  acknowledge(role, 'inlinePolicy');
  acknowledgeWildcards(role, 'objectKeys', 'ownRepositories', 'networkInterfaces', 'sagemakerLogs', 'noResourceLevel');
}

function statement(actions: string[], resources: string[]): iam.PolicyStatement[] {
  return resources.length > 0 ? [new iam.PolicyStatement({ actions, resources: [...new Set(resources)] })] : [];
}

/** The repositories of a container's image. An image that is only known at deployment is in the stack's own account. */
function containerRepository(scope: Construct, container: ContainerDefinition, instanceType?: string): string[] {
  const uri = containerImage(scope, container, instanceType);
  return uri === undefined ? [] : [EcrImage.parse(uri)?.repositoryArn() ?? ownRepositories(scope)];
}

/** A model package names its image only in the registry: one of the prebuilt ones, or one of the account's own. */
function packageRepositories(scope: Construct, { packageRepositories: given, instanceType }: ModelAccess): string[] {
  if (given) return given.map(repository => repository.repositoryArn);
  const prebuilt = FRAMEWORKS.flatMap(framework => prebuiltRepository(scope, framework, instanceType));
  return [...prebuilt, ownRepositories(scope)];
}

function prebuiltRepository(scope: Construct, framework: ServingFramework, instanceType?: string): string[] {
  const request = { framework, purpose: 'inference' as const, instanceType };
  const problems = new Problems();
  imageProblems(request, Stack.of(scope).region, problems);
  return problems.all.length > 0 ? [] : [EcrImage.parse(frameworkImage(scope, request))!.repositoryArn()];
}
