import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { JobKind } from './job-kind';
import { isKnown } from '../../private/tokens';
import { PENDING, registeredAs } from '../foundation/approval-status';
import { grantKey, grantObjects, grantReadObject, grantReadPlace, grantVolumeKey, READ_OBJECTS, WRITE_OBJECTS } from '../foundation/bucket-access';
import { networkStatements } from '../foundation/network';
import { S3Place } from '../foundation/s3-place';
import { EcrImage } from '../model/ecr-image';

/**
 * What a pipeline calls for each kind of job, and how the service names the jobs: `pipelines-<run>-<step>-…`, and tuning jobs,
 * whose names are shorter, `<run>-<step>-…` with the twelve characters of the run's id.
 */
const JOBS: Readonly<Record<JobKind, { readonly name: string; readonly actions: readonly string[] }>> = {
  'processing-job': { name: 'pipelines-*', actions: ['CreateProcessingJob', 'DescribeProcessingJob', 'StopProcessingJob'] },
  'training-job': { name: 'pipelines-*', actions: ['CreateTrainingJob', 'DescribeTrainingJob', 'StopTrainingJob'] },
  'hyper-parameter-tuning-job': {
    name: `${'?'.repeat(12)}-*`,
    actions: [
      'CreateHyperParameterTuningJob', 'DescribeHyperParameterTuningJob', 'ListTrainingJobsForHyperParameterTuningJob', 'StopHyperParameterTuningJob',
    ],
  },
  'transform-job': { name: 'pipelines-*', actions: ['CreateTransformJob', 'DescribeTransformJob', 'StopTransformJob'] },
  'model': { name: 'pipelines-*', actions: ['CreateModel', 'DescribeModel'] },
};

const ON_CLUSTER = ['AddJobFlowSteps', 'CancelSteps', 'DescribeStep', 'DescribeCluster'].map(action => `elasticmapreduce:${action}`);

/** The groups of logs and the namespaces of metrics, by kind of job. */
const OBSERVED: Partial<Record<JobKind, string>> = {
  'processing-job': 'ProcessingJobs', 'training-job': 'TrainingJobs', 'hyper-parameter-tuning-job': 'TrainingJobs', 'transform-job': 'TransformJobs',
};

/** The permissions of a pipeline and of its jobs: each method one concern, called for what the pipeline has. */
export class PipelineRole {
  constructor(public readonly role: iam.IRole, private readonly stack: Stack) {}

  /** Makes, watches and stops jobs of these kinds under a role. */
  public jobs(kinds: readonly JobKind[], roleArns: readonly string[]): void {
    for (const kind of kinds) {
      const { name, actions } = JOBS[kind];
      this.allow([...actions, 'AddTags'].map(action => `sagemaker:${action}`), this.arn(kind, name));
      // The training jobs of a tuning job are its own; the best one is described to find the model.
      if (kind === 'hyper-parameter-tuning-job') this.allow(['sagemaker:DescribeTrainingJob'], this.arn('training-job', name));
    }
    if (kinds.length === 0) return;
    this.role.addToPrincipalPolicy(new iam.PolicyStatement({
      actions: ['iam:PassRole'],
      resources: [...roleArns],
      conditions: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } },
    }));
  }

  /** Writes logs and metrics of jobs of these kinds. */
  public observation(kinds: readonly JobKind[]): void {
    const names = [...new Set(kinds.flatMap(kind => OBSERVED[kind] ?? []))];
    if (names.length === 0) return;
    const logGroups = names.map(name => `${this.arn('log-group', `/aws/sagemaker/${name}`, 'logs', ArnFormat.COLON_RESOURCE_NAME)}:*`);
    this.allow(['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'], ...logGroups);
    this.role.addToPrincipalPolicy(new iam.PolicyStatement({
      actions: ['cloudwatch:PutMetricData'],
      // Metrics have no ARN; the namespace is what can be limited.
      resources: ['*'],
      conditions: { StringEquals: { 'cloudwatch:namespace': names.map(name => `/aws/sagemaker/${name}`) } },
    }));
  }

  /** Reads and writes below the prefix of the pipeline's results, and encrypts volumes. */
  public results(bucket: s3.IBucket, prefix: string, key: kms.IKey): void {
    grantObjects(this.role, bucket, prefix, [...READ_OBJECTS, ...WRITE_OBJECTS]);
    grantKey(this.role, key, true);
    grantVolumeKey(this.role, key);
  }

  /** Pulls these images. */
  public images(uris: readonly string[]): void {
    const repositories = [...new Set(uris.flatMap(uri => EcrImage.parse(uri)?.repositoryArn() ?? []))];
    if (repositories.length === 0) return;
    this.allow(['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'], ...repositories);
    this.allow(['ecr:GetAuthorizationToken'], '*');
  }

  /** Registers versions with these statuses in a group that is only known by name. */
  public versions(group: string, statuses: readonly string[]): void {
    const versions = [this.arn('model-package-group', group), this.arn('model-package', `${group}/*`)];
    this.allow(['sagemaker:DescribeModelPackageGroup'], versions[0]!);
    this.role.addToPrincipalPolicy(new iam.PolicyStatement({
      actions: ['sagemaker:CreateModelPackage'], resources: versions, conditions: registeredAs(statuses.length > 0 ? statuses : [PENDING]),
    }));
    this.allow(['sagemaker:DescribeModelPackage'], ...versions);
  }

  /** Finds and reads versions, whose baselines a check compares with. */
  public readVersions(group: string): void {
    const groupArn = this.arn('model-package-group', group);
    this.allow(['sagemaker:DescribeModelPackageGroup', 'sagemaker:ListModelPackages'], groupArn);
    this.allow(['sagemaker:DescribeModelPackage'], groupArn, this.arn('model-package', `${group}/*`));
  }

  /** Calls these functions. */
  public functions(arns: readonly string[]): void {
    if (arns.length > 0) this.allow(['lambda:InvokeFunction'], ...arns);
  }

  /** Sends to this queue. */
  public queue(region: string, account: string, name: string): void {
    this.allow(['sqs:SendMessage'], this.stack.formatArn({ service: 'sqs', region, account, resource: name, arnFormat: ArnFormat.NO_RESOURCE_NAME }));
  }

  /** Reads files of a bucket that is only known by name. */
  public readPlace(uri: string): void {
    grantReadPlace(this.role, uri);
  }

  /** Reads one object. */
  public readObject(bucket: s3.IBucket, key: string): void {
    grantReadObject(this.role, bucket, key);
  }

  /** Finds the table of a feature group. */
  public describeFeatures(featureGroupArn: string): void {
    this.allow(['sagemaker:DescribeFeatureGroup'], featureGroupArn);
  }

  /** Asks one endpoint. SageMaker writes names in ARNs in lower case. */
  public endpoint(name: string): void {
    this.allow(['sagemaker:InvokeEndpoint'], this.arn('endpoint', isKnown(name) ? name.toLowerCase() : name));
  }

  /** Writes below a place in a bucket that is only known by name, and reads it. */
  public writePlace(uri: string): void {
    grantReadPlace(this.role, uri);
    this.allow(WRITE_OBJECTS, S3Place.parse(uri).objectsArn);
  }

  /** Encrypts volumes with a key that is only known by its ARN, id or alias. */
  public volumeKey(key: string): void {
    const alias = /(?:^|:)(alias\/.+)$/.exec(key)?.[1];
    const resource = alias !== undefined ? this.arn('key', '*', 'kms') : key.startsWith('arn:') ? key : this.arn('key', key, 'kms');
    const named = alias === undefined ? {} : { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': [alias] } };
    this.role.addToPrincipalPolicy(new iam.PolicyStatement({ actions: ['kms:DescribeKey'], resources: [resource], conditions: named }));
    this.role.addToPrincipalPolicy(new iam.PolicyStatement({
      actions: ['kms:CreateGrant'], resources: [resource], conditions: { ...named, Bool: { 'kms:GrantIsForAWSResource': 'true' } },
    }));
  }

  /** Puts the network interfaces of jobs into these subnets. */
  public network(subnetIds: readonly string[], securityGroupIds: readonly string[]): void {
    if (subnetIds.length === 0) return;
    const securityGroups = securityGroupIds.map(securityGroupId => ({ securityGroupId }));
    networkStatements(this.role, { subnetIds, securityGroups }).forEach(statement => this.role.addToPrincipalPolicy(statement));
  }

  /** Makes clusters with these roles, and ends them: the actions of the managed policy AmazonSageMakerPipelinesIntegrations. */
  public newClusters(roles: readonly string[]): void {
    this.allow([...ON_CLUSTER, 'elasticmapreduce:ListSteps', 'elasticmapreduce:RunJobFlow', 'elasticmapreduce:TerminateJobFlows'],
      this.arn('cluster', '*', 'elasticmapreduce'));
    this.followedBy('SageMakerPipelineExecutionEMRStepStatusUpdateRule', 'SageMakerPipelineExecutionEMRClusterStatusUpdateRule');
    this.role.addToPrincipalPolicy(new iam.PolicyStatement({
      actions: ['iam:PassRole'],
      resources: roles.map(role => role.startsWith('arn:') ? role : this.stack.formatArn({
        service: 'iam',
        region: '',
        resource: 'role',
        resourceName: role,
      })),
      conditions: { StringEquals: { 'iam:PassedToService': ['elasticmapreduce.amazonaws.com', 'ec2.amazonaws.com'] } },
    }));
  }

  /** Runs steps on this cluster. The service follows them through one rule, which it makes itself. */
  public cluster(clusterId: string): void {
    this.allow([...ON_CLUSTER], this.arn('cluster', clusterId, 'elasticmapreduce'));
    this.followedBy('SageMakerPipelineExecutionEMRStepStatusUpdateRule');
  }

  private followedBy(...rules: string[]): void {
    this.allow(['events:DescribeRule', 'events:PutRule', 'events:PutTargets'], ...rules.map(rule => this.arn('rule', rule, 'events')));
  }

  private allow(actions: string[], ...resources: string[]): void {
    this.role.addToPrincipalPolicy(new iam.PolicyStatement({ actions, resources }));
  }

  private arn(resource: string, resourceName: string, service: string = 'sagemaker', arnFormat: ArnFormat = ArnFormat.SLASH_RESOURCE_NAME): string {
    if (arnFormat === ArnFormat.NO_RESOURCE_NAME) return this.stack.formatArn({ service, resource: resourceName, arnFormat });
    return this.stack.formatArn({ service, resource, resourceName, arnFormat });
  }
}
