import { CfnOutput, Stack } from 'aws-cdk-lib';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { PATHS_PER_FILTER } from './delivery-pipeline-limits';
import { RepositoryDefinition, SourceDefinition } from '../../definition';
import { acknowledge } from '../foundation/acknowledgements';
import { S3Place } from '../foundation/s3-place';

export interface SourceStageProps {
  readonly source: SourceDefinition;
  /** The files whose change starts the pipeline; every file when there are none. */
  readonly paths: readonly string[];
  /** The bucket of a source in Amazon S3, when it is more than a name. */
  readonly sourceBucket?: s3.IBucket;
  readonly role: iam.IRole;
  readonly output: codepipeline.Artifact;
  readonly deadLetterQueue: sqs.IQueue;
}

/** Adds the first stage of the delivery and what starts it. Nothing is polled. */
export function addSourceStage(scope: Construct, pipeline: codepipeline.Pipeline, props: SourceStageProps): void {
  const { github, gitlab, bitbucket, s3: object } = props.source;
  const repository = github ?? gitlab ?? bitbucket;
  if (repository) addRepository(scope, pipeline, repository, props);
  if (object) addObject(scope, pipeline, object.object, props);
}

function addRepository(scope: Construct, pipeline: codepipeline.Pipeline, repository: RepositoryDefinition, props: SourceStageProps): void {
  const { output, paths, role } = props;
  const [repo, ...owner] = repository.repository.split('/').reverse();
  const branch = repository.branch ?? 'main';
  const action = new actions.CodeStarConnectionsSourceAction({
    actionName: 'Repository',
    owner: owner.reverse().join('/'),
    repo: repo!,
    branch,
    connectionArn: repository.connection,
    output,
  });
  pipeline.addStage({ stageName: 'Source', actions: [action] });
  pipeline.addTrigger({
    providerType: codepipeline.ProviderType.CODE_STAR_SOURCE_CONNECTION,
    gitConfiguration: { sourceAction: action, pushFilter: pushFilters(branch, paths) },
  });
  role.addToPrincipalPolicy(new iam.PolicyStatement({
    // The service has two names, and a connection is reached under either.
    actions: ['codeconnections:UseConnection', 'codestar-connections:UseConnection'],
    resources: [repository.connection],
  }));
  new CfnOutput(scope, 'Connection', {
    description: 'Must be Available: a new connection is Pending until its owner agrees to it in the console, and until then the source fails',
    value: repository.connection,
  });
}

/** A filter takes eight paths, and a push starts the pipeline when any filter matches. Tags and branches exclude each other. */
function pushFilters(branch: string, paths: readonly string[]): codepipeline.GitPushFilter[] {
  if (paths.length === 0) return [{ branchesIncludes: [branch] }];
  return Array.from({ length: Math.ceil(paths.length / PATHS_PER_FILTER) }, (_, index) => ({
    branchesIncludes: [branch],
    filePathsIncludes: paths.slice(index * PATHS_PER_FILTER, (index + 1) * PATHS_PER_FILTER),
  }));
}

function addObject(scope: Construct, pipeline: codepipeline.Pipeline, uri: string, props: SourceStageProps): void {
  const { bucketName, key } = S3Place.parse(uri);
  const bucket = props.sourceBucket ?? s3.Bucket.fromBucketName(scope, 'SourceBucket', bucketName);
  pipeline.addStage({
    stageName: 'Source',
    actions: [new actions.S3SourceAction({
      actionName: 'Object', bucket, bucketKey: key, output: props.output, trigger: actions.S3Trigger.NONE,
    })],
  });
  grantObject(props.role, bucket, key);
  const eventRole = new iam.Role(scope, 'SourceChangedRole', {
    description: 'Starts the delivery when the source has a new version',
    // Amazon EventBridge User Guide: cross-service confused deputy prevention.
    assumedBy: new iam.ServicePrincipal('events.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } } }),
  });
  acknowledge(eventRole, 'inlinePolicy');
  new events.Rule(scope, 'SourceChanged', {
    description: 'Starts the delivery when the source has a new version',
    eventPattern: {
      source: ['aws.s3'],
      detailType: ['Object Created'],
      detail: { bucket: { name: [bucketName] }, object: { key: [key] } },
    },
    targets: [new targets.CodePipeline(pipeline, { deadLetterQueue: props.deadLetterQueue, eventRole })],
  });
}

/** Allows a source action to fetch one object of a versioned bucket. */
function grantObject(role: iam.IRole, bucket: s3.IBucket, key: string): void {
  iam.Grant.addToPrincipal({ grantee: role, actions: ['s3:GetObject', 's3:GetObjectVersion'], resourceArns: [bucket.arnForObjects(key)] });
  iam.Grant.addToPrincipal({
    grantee: role, actions: ['s3:GetBucketVersioning', 's3:GetBucketAcl', 's3:GetBucketLocation', 's3:ListBucket'], resourceArns: [bucket.bucketArn],
  });
  bucket.encryptionKey?.grant(role, 'kms:Decrypt');
}
