import { join } from 'node:path';
import { ArnFormat, Duration, Resource, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct, IConstruct } from 'constructs';
import { ApprovalListener } from './approval-listener';
import { ArtifactStore, ASSEMBLY_KEY } from './artifact-store';
import { startBuilds } from './build';
import { BuildProject } from './build-project';
import { DeliveryPipelineGrants } from './delivery-pipeline-grants';
import { deliveryLimits, deliveryPipelineLimits } from './delivery-pipeline-limits';
import { DeliveryPipelineMetrics } from './delivery-pipeline-metrics';
import { DeliveryPipelineProps } from './delivery-pipeline-props';
import { addDeploymentStages, stackActions } from './deployment-stages';
import { allowInvoke, invokeAction } from './invoke-action';
import { Publisher } from './publisher';
import { giveRegistry } from './registry-access';
import { ReleaseAccess } from './release-access';
import { SmokeTest } from './smoke-test';
import { addSourceStage } from './source-stage';
import { targetOf } from './target';
import { VersionCheck } from './version-check';
import { acknowledge, acknowledgeWildcards } from '../foundation/acknowledgements';
import { checkProps } from '../foundation/check-props';
import { countAlarm, tell } from '../foundation/count-alarm';
import { deadLetterQueue, waitingIn } from '../foundation/dead-letter-queue';
import { encryptionKey } from '../foundation/encryption-key';
import { HandlerFunction, Operations } from '../foundation/handler-function';
import { secureBucket } from '../foundation/secure-bucket';

/**
 * How one model's changes and versions reach the environments: AWS CodePipeline.
 */
export interface IDeliveryPipeline extends IConstruct {
  /** Name of the pipeline that a change of the source starts. */
  readonly pipelineName: string;

  /** ARN of the pipeline that a change of the source starts. */
  readonly pipelineArn: string;

  /** Name of the pipeline that an approved version starts, when versions are released. */
  readonly releasePipelineName?: string;

  /** ARN of the pipeline that an approved version starts, when versions are released. */
  readonly releasePipelineArn?: string;

  /** Allows starting, watching and approving. */
  readonly grants: DeliveryPipelineGrants;

  /** Metrics of the delivery pipeline. */
  readonly metrics: DeliveryPipelineMetrics;
}

/**
 * What is known of a delivery pipeline that is defined elsewhere.
 */
export interface DeliveryPipelineAttributes {
  /** Name of the pipeline that a change of the source starts. */
  readonly pipelineName: string;

  /**
   * Name of the pipeline that an approved version starts.
   *
   * @default - versions are not released
   */
  readonly releasePipelineName?: string;
}

/** Name of the release pipeline's variable, and how its actions refer to it. */
const VERSION_VARIABLE = 'modelPackageArn';
const VERSION = `#{variables.${VERSION_VARIABLE}}`;
const EXECUTION_ID = '#{codepipeline.PipelineExecutionId}';

/**
 * Delivers one model: builds and tests a change, starts training without waiting for it, and releases each approved version
 * from environment to environment.
 *
 * There are two pipelines, because training takes longer than a pipeline should stand still and an approval can come days
 * later: the delivery ends when training has started, and the approval event of the registry starts the release. Without a
 * registry there is one pipeline, which deploys the environments itself.
 *
 * @example
 * new DeliveryPipeline(stack, 'Delivery', {
 *   codePipeline: { source: { github: { repository: 'acme/credit-risk', connection: connectionArn } } },
 *   trainingPipeline: training,
 *   trainingStacks: [trainingStack],
 *   registry,
 *   deployments: [
 *     { environmentName: 'dev', stacks: [devServing], servingStack: devServing, endpointName: 'credit-risk-dev' },
 *     { environmentName: 'prod', stacks: [prodServing], servingStack: prodServing, endpointName: 'credit-risk-prod', protected: true },
 *   ],
 * });
 */
export class DeliveryPipeline extends Construct implements IDeliveryPipeline {
  /** Uses a delivery pipeline that is defined elsewhere, in the account and region of the scope. */
  public static fromDeliveryPipelineAttributes(scope: Construct, id: string, attributes: DeliveryPipelineAttributes): IDeliveryPipeline {
    return new ImportedDeliveryPipeline(scope, id, attributes);
  }

  public readonly pipelineName: string;
  public readonly pipelineArn: string;
  public readonly releasePipelineName?: string;
  public readonly releasePipelineArn?: string;
  public readonly grants: DeliveryPipelineGrants;
  public readonly metrics: DeliveryPipelineMetrics;

  /** Takes a change from the source to training and, without releases, to the environments. */
  public readonly pipeline: codepipeline.Pipeline;

  /** Takes an approved version to the environments. */
  public readonly releasePipeline?: codepipeline.Pipeline;

  /** Holds events that no attempt could handle; send them back to their queue when the cause is gone. */
  public readonly deadLetterQueue: sqs.Queue;

  private readonly props: DeliveryPipelineProps;
  private readonly operations: Operations;
  private readonly store: ArtifactStore;
  private readonly publisher: Publisher;

  constructor(scope: Construct, id: string, props: DeliveryPipelineProps) {
    super(scope, id);
    checkProps(this, 'DeliveryDefinition', props, { limits: [deliveryLimits, (all, problems) => deliveryPipelineLimits(Stack.of(this), all, problems)] });
    this.props = props;
    this.deadLetterQueue = deadLetterQueue(this, 'DeadLetters');
    this.operations = this.renderOperations();
    this.store = this.renderStore();
    this.publisher = new Publisher(this, 'Publish', { ...this.operations, network: props, store: this.store });

    this.releasePipeline = this.releases ? this.renderReleasePipeline() : undefined;
    this.pipeline = this.renderPipeline();

    this.pipelineName = this.pipeline.pipelineName;
    this.pipelineArn = this.pipeline.pipelineArn;
    this.releasePipelineName = this.releasePipeline?.pipelineName;
    this.releasePipelineArn = this.releasePipeline?.pipelineArn;
    this.grants = DeliveryPipelineGrants._on(this);
    this.metrics = DeliveryPipelineMetrics.fromPipelineName(this.pipelineName);
    this.renderAlarms();
  }

  /** Whether versions are released by a pipeline of their own. */
  private get releases(): boolean {
    return this.props.registry !== undefined && this.props.deployments.some(({ servingStack }) => servingStack !== undefined);
  }

  private renderPipeline(): codepipeline.Pipeline {
    const { props, store, operations } = this;
    const source = new codepipeline.Artifact('Source');
    const assembly = new codepipeline.Artifact('Assembly');
    const { pipeline, role } = this.newPipeline('Pipeline', props.pipelineName);
    const { sourceBucket } = props;
    addSourceStage(this, pipeline, { delivery: props, sourceBucket, role, output: source, deadLetterQueue: this.deadLetterQueue });
    const project = new BuildProject(this, 'Build', { ...operations, delivery: props, store, stacks: this.stacks });
    pipeline.addStage({
      stageName: 'Build',
      actions: [new actions.CodeBuildAction({ actionName: 'Build', project, input: source, outputs: [assembly, new codepipeline.Artifact('Review')] })],
    });
    startBuilds(role, project);
    this.addTrainingStage(pipeline, role, assembly);
    if (this.releasePipeline) this.addReleaseStage(pipeline, role, assembly, this.releasePipeline);
    else this.addEnvironments(pipeline, role, assembly);
    return pipeline;
  }

  private renderReleasePipeline(): codepipeline.Pipeline {
    const assembly = new codepipeline.Artifact('Assembly');
    const { pipeline, role } = this.newPipeline('Release', this.props.pipelineName && `${this.props.pipelineName}-release`);
    pipeline.addVariable(new codepipeline.Variable({ variableName: VERSION_VARIABLE, description: 'ARN of the model version that is released' }));
    pipeline.addStage({
      stageName: 'Source',
      actions: [new actions.S3SourceAction({
        actionName: 'Assembly', bucket: this.store.bucket, bucketKey: ASSEMBLY_KEY, output: assembly, trigger: actions.S3Trigger.NONE,
      })],
    });
    this.addEnvironments(pipeline, role, assembly, VERSION);
    const { registry, trainingPipeline } = this.props;
    new ApprovalListener(this, 'Approvals', { ...this.operations, registry: registry!, trainingPipeline, releasePipeline: pipeline });
    return pipeline;
  }

  private addTrainingStage(pipeline: codepipeline.Pipeline, role: iam.IRole, assembly: codepipeline.Artifact): void {
    const { trainingPipeline, trainingStacks = [] } = this.props;
    const deploy = stackActions(pipeline, 'Train', trainingStacks, { assembly, store: this.store, publisher: this.publisher, role });
    if (trainingPipeline === undefined) {
      if (deploy.length > 0) pipeline.addStage({ stageName: 'Train', actions: deploy });
      return;
    }
    const handler = new HandlerFunction(this, 'StartTraining', {
      ...this.operations,
      handler: join(__dirname, 'handlers/start-training'),
      description: 'Starts training for a delivery.',
      timeout: Duration.minutes(1),
      environment: { TRAINING_PIPELINE: trainingPipeline.pipelineName },
    });
    trainingPipeline.grants.start(handler);
    pipeline.addStage({ stageName: 'Train', actions: [...deploy, invokeRun('StartTraining', handler, role, deploy.length + 1)] });
  }

  /** Hands the stacks over and releases the newest approved version with them: a change of the serving stack needs no new version. */
  private addReleaseStage(pipeline: codepipeline.Pipeline, role: iam.IRole, assembly: codepipeline.Artifact, release: codepipeline.Pipeline): void {
    const { registry, trainingPipeline } = this.props;
    const handler = new HandlerFunction(this, 'StartRelease', {
      ...this.operations,
      handler: join(__dirname, 'handlers/start-release'),
      description: 'Releases the newest approved version with changed stacks.',
      timeout: Duration.minutes(1),
      environment: { RELEASE_PIPELINE: release.pipelineName },
    });
    giveRegistry(handler, { registry: registry!, trainingPipeline });
    iam.Grant.addToPrincipal({ grantee: handler, actions: ['codepipeline:StartPipelineExecution'], resourceArns: [release.pipelineArn] });
    pipeline.addStage({
      stageName: 'Release',
      actions: [
        new actions.S3DeployAction({
          actionName: 'HandOver', runOrder: 1, bucket: this.store.bucket, objectKey: ASSEMBLY_KEY, extract: false, input: assembly,
        }),
        invokeRun('StartRelease', handler, role, 2),
      ],
    });
  }

  private addEnvironments(pipeline: codepipeline.Pipeline, role: iam.IRole, assembly: codepipeline.Artifact, version?: string): void {
    const { operations, publisher, store } = this;
    const { deployments, approval = true, approvalTimeout = Duration.days(7) } = this.props;
    const smokeTest = this.renderSmokeTest(role);
    const versionCheck = this.renderVersionCheck(version);
    addDeploymentStages(pipeline, {
      deployments,
      approval,
      approvalTimeout,
      approvalTopic: operations.alarmTopic,
      assembly,
      publisher,
      role,
      smokeTest,
      store,
      version,
      versionCheck,
    });
  }

  private renderSmokeTest(role: iam.IRole): SmokeTest | undefined {
    const { deployments, pipelineName, smokeTest } = this.props;
    const tested = deployments.filter(({ endpointName }) => endpointName !== undefined);
    if (tested.length === 0) return undefined;
    const crossesAccounts = tested.some(deployment => targetOf(Stack.of(this), deployment).account !== undefined);
    const roleName = crossesAccounts ? ReleaseAccess.testRoleNameOf(pipelineName!) : undefined;
    const test = new SmokeTest(this, 'SmokeTest', this.operations, smokeTest, roleName);
    allowInvoke(role, test.handler);
    return test;
  }

  private renderVersionCheck(version: string | undefined): VersionCheck | undefined {
    const { registry, trainingPipeline, deployments } = this.props;
    const deploysVersions = version !== undefined || deployments.some(({ pinnedVersion }) => pinnedVersion !== undefined);
    return registry && deploysVersions ? new VersionCheck(this, 'Verify', this.operations, { registry, trainingPipeline }) : undefined;
  }

  /** A pipeline whose role has exactly the statements that are written here; those of the CDK's actions would be wider. */
  private newPipeline(id: string, pipelineName: string | undefined): { pipeline: codepipeline.Pipeline; role: iam.Role } {
    const role = new iam.Role(this, `${id}Role`, {
      description: 'Runs the actions of a delivery pipeline',
      assumedBy: new iam.ServicePrincipal('codepipeline.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    this.store.grantUse(role);
    acknowledge(role, 'inlinePolicy');
    acknowledgeWildcards(role, 'objectKeys', 'jobsAndTraces');
    const { replicationBuckets } = this.props;
    const pipeline = new codepipeline.Pipeline(this, id, {
      pipelineName,
      pipelineType: codepipeline.PipelineType.V2,
      executionMode: codepipeline.ExecutionMode.QUEUED,
      crossAccountKeys: true,
      usePipelineRoleForActions: true,
      role: role.withoutPolicyUpdates(),
      ...(replicationBuckets
        ? { crossRegionReplicationBuckets: { ...replicationBuckets, [Stack.of(this).region]: this.store.forActions(role) } }
        : { artifactBucket: this.store.forActions(role) }),
    });
    pipeline.node.addDependency(role);
    return { pipeline, role };
  }

  /** Everything that a pipeline deploys, each stack once. */
  private get stacks(): Stack[] {
    const { trainingStacks = [], deployments } = this.props;
    return [...new Set([...trainingStacks, ...deployments.flatMap(({ stacks }) => stacks)])];
  }

  private renderOperations(): Operations {
    const { props } = this;
    return {
      encryptionKey: encryptionKey(this, props),
      alarmTopic: props.notificationTopic ?? props.platform?.alarmTopic,
      deadLetterQueue: this.deadLetterQueue,
      retainsData: props.platform?.retainsData ?? true,
    };
  }

  private renderStore(): ArtifactStore {
    const { artifactBucket, replicationBuckets = {}, platform } = this.props;
    return new ArtifactStore(this, 'Store', artifactBucket ?? this.renderBucket(platform?.logBucket), replicationBuckets, this.operations.encryptionKey);
  }

  private renderBucket(logBucket: s3.IBucket | undefined): s3.Bucket {
    const bucket = secureBucket(this, 'Artifacts', { encryptionKey: this.operations.encryptionKey, logBucket, logPrefix: `${this.node.path}/` });
    if (logBucket === undefined) acknowledge(bucket, 'noAccessLogs');
    return bucket;
  }

  private renderAlarms(): void {
    const { alarmTopic } = this.operations;
    const ring = (id: string, metric: cloudwatch.IMetric, description: string) => tell(alarmTopic, countAlarm(this, id, { metric, description }));
    ring('DeadLettersAlarm', waitingIn(this.deadLetterQueue), 'Events that no attempt could handle wait in the dead-letter queue');
    ring('FailedAlarm', this.metrics.failed(), 'A delivery has failed');
    if (this.releasePipelineName !== undefined) {
      ring('ReleaseFailedAlarm', DeliveryPipelineMetrics.fromPipelineName(this.releasePipelineName).failed(), 'A release has failed');
    }
  }
}

class ImportedDeliveryPipeline extends Resource implements IDeliveryPipeline {
  public readonly pipelineName: string;
  public readonly pipelineArn: string;
  public readonly releasePipelineName?: string;
  public readonly releasePipelineArn?: string;
  public readonly grants: DeliveryPipelineGrants;
  public readonly metrics: DeliveryPipelineMetrics;

  constructor(scope: Construct, id: string, { pipelineName, releasePipelineName }: DeliveryPipelineAttributes) {
    super(scope, id);
    const arnOf = (name: string) => this.stack.formatArn({ service: 'codepipeline', resource: name, arnFormat: ArnFormat.NO_RESOURCE_NAME });
    this.pipelineName = pipelineName;
    this.pipelineArn = arnOf(pipelineName);
    this.releasePipelineName = releasePipelineName;
    this.releasePipelineArn = releasePipelineName === undefined ? undefined : arnOf(releasePipelineName);
    this.grants = DeliveryPipelineGrants._on(this);
    this.metrics = DeliveryPipelineMetrics.fromPipelineName(pipelineName);
  }
}

/** An action that calls a handler with the id of the run, its token. */
function invokeRun(actionName: string, handler: HandlerFunction, role: iam.IRole, runOrder: number): codepipeline.IAction {
  return invokeAction({ actionName, runOrder, handler, role, userParameters: { executionId: EXECUTION_ID } });
}
