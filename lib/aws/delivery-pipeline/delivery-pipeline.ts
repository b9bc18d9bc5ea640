import { Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ApprovalListener } from './approval-listener';
import { ArtifactStore, ASSEMBLY_KEY } from './artifact-store';
import { startBuilds } from './build';
import { BuildProject } from './build-project';
import { renderDelivered } from './delivered-deployments';
import { DeliveryPipelineAttributes } from './delivery-pipeline-attributes';
import { DeliveryPipelineGrants } from './delivery-pipeline-grants';
import { IDeliveryPipeline } from './delivery-pipeline-interface';
import { deliveryLimits, deliveryPipelineLimits } from './delivery-pipeline-limits';
import { DeliveryPipelineMetrics } from './delivery-pipeline-metrics';
import { DeliveryPipelineProps } from './delivery-pipeline-props';
import { ImportedDeliveryPipeline } from './imported-delivery-pipeline';
import { invokeAction } from './invoke-action';
import { Promotion } from './promotion';
import { Publisher } from './publisher';
import { defineQueuedPipeline, QueuedPipeline } from './queued-pipeline';
import { addStages } from './rendered-stages';
import { defineReleaseStart, defineTrainingStart } from './run-starts';
import { addSourceStage } from './source-stage';
import { stackActions, StackActionsProps } from './stack-actions';
import { ChangeRun, deliveryPlan, DeliveryPlan, DeliveryRun } from '../../definition/delivery/delivery-plan';
import { DeliveryStage } from '../../definition/delivery/delivery-stage';
import { acknowledge } from '../foundation/acknowledgements';
import { checkProps } from '../foundation/check-props';
import { countAlarm, tell } from '../foundation/count-alarm';
import { deadLetterQueue, waitingIn } from '../foundation/dead-letter-queue';
import { encryptionKey } from '../foundation/encryption-key';
import { HandlerFunction, Operations } from '../foundation/handler-function';
import { secureBucket } from '../foundation/secure-bucket';

/** Name of the release pipeline's variable, and how its actions refer to it. */
const VERSION_VARIABLE = 'modelPackageArn';
const VERSION = `#{variables.${VERSION_VARIABLE}}`;
const EXECUTION_ID = '#{codepipeline.PipelineExecutionId}';

/** What a run brings to its stages. */
interface RunInputs {
  readonly build?: BuildProject;
  readonly source?: codepipeline.Artifact;
  /** The version that is released, as a reference. */
  readonly version?: string;
}

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

  /**
   * What the two pipelines carry out.
   *
   * @internal
   */
  public readonly _plan: DeliveryPlan;

  private readonly props: DeliveryPipelineProps;
  private readonly operations: Operations;
  private readonly store: ArtifactStore;
  private readonly publisher: Publisher;

  constructor(scope: Construct, id: string, props: DeliveryPipelineProps) {
    super(scope, id);
    checkProps(this, 'DeliveryDefinition', props, {
      limits: [deliveryLimits, (all, problems) => deliveryPipelineLimits(Stack.of(this), all, problems)],
    });
    this.props = props;
    this._plan = deliveryPlan(renderDelivered(props));
    this.deadLetterQueue = deadLetterQueue(this, 'DeadLetters');
    this.operations = this.defineOperations();
    this.store = this.defineStore();
    this.publisher = new Publisher(this, 'Publish', { ...this.operations, network: props, store: this.store });

    this.releasePipeline = this._plan.release && this.defineReleasePipeline(this._plan.release);
    this.pipeline = this.definePipeline(this._plan.change);

    this.pipelineName = this.pipeline.pipelineName;
    this.pipelineArn = this.pipeline.pipelineArn;
    this.releasePipelineName = this.releasePipeline?.pipelineName;
    this.releasePipelineArn = this.releasePipeline?.pipelineArn;
    this.grants = DeliveryPipelineGrants._on(this);
    this.metrics = DeliveryPipelineMetrics.fromPipelineName(this.pipelineName);
    this.defineAlarms();
  }

  private definePipeline({ paths, stages }: ChangeRun): codepipeline.Pipeline {
    const { props, store, operations, deadLetterQueue: queue } = this;
    const source = new codepipeline.Artifact('Source');
    const assembly = new codepipeline.Artifact('Assembly');
    const queued = defineQueuedPipeline(this, 'Pipeline', store, props.pipelineName);
    addSourceStage(this, queued.pipeline, {
      source: props.codePipeline!.source, paths, sourceBucket: props.sourceBucket, role: queued.role, output: source, deadLetterQueue: queue,
    });
    const build = new BuildProject(this, 'Build', { ...operations, network: props, store, planned: stages, stacks: this.stacks });
    startBuilds(queued.role, build);
    this.addStages(queued, stages, assembly, { build, source });
    return queued.pipeline;
  }

  private defineReleasePipeline({ stages }: DeliveryRun): codepipeline.Pipeline {
    const { operations, props: { pipelineName, registry, trainingPipeline } } = this;
    const assembly = new codepipeline.Artifact('Assembly');
    const queued = defineQueuedPipeline(this, 'Release', this.store, pipelineName && `${pipelineName}-release`);
    const { pipeline } = queued;
    pipeline.addVariable(new codepipeline.Variable({ variableName: VERSION_VARIABLE, description: 'ARN of the model version that is released' }));
    pipeline.addStage({
      stageName: 'Source',
      actions: [new actions.S3SourceAction({
        actionName: 'Assembly', bucket: this.store.bucket, bucketKey: ASSEMBLY_KEY, output: assembly, trigger: actions.S3Trigger.NONE,
      })],
    });
    this.addStages(queued, stages, assembly, { version: VERSION });
    new ApprovalListener(this, 'Approvals', { ...operations, registry: registry!, trainingPipeline, releasePipeline: pipeline });
    return pipeline;
  }

  private addStages(queued: QueuedPipeline, stages: readonly DeliveryStage[], assembly: codepipeline.Artifact, of: RunInputs): void {
    const { operations, props, publisher, store } = this;
    const shared = { ...queued, assembly, publisher, store };
    // Its functions are defined where the first stage that needs one is.
    let promotion: Promotion | undefined;
    const promote = () => promotion ??= new Promotion(this, { ...shared, delivery: props, operations, stages, version: of.version });
    addStages(queued.pipeline, stages, {
      test: () => [this.renderBuild(assembly, of)],
      synth: () => [],
      review: () => [],
      train: ({ starts }) => this.defineTraining(shared, starts),
      release: () => this.defineRelease(queued, assembly),
      verify: (stage, runOrder) => promote().actions.verify(stage, runOrder),
      approve: (stage, runOrder) => promote().actions.approve(stage, runOrder),
      deploy: (stage, runOrder) => promote().actions.deploy(stage, runOrder),
      smoke: (stage, runOrder) => promote().actions.smoke(stage, runOrder),
    }, stage => promote().conditions(stage));
  }

  /** One project tests, synthesises and reviews: each would install the same again. */
  private renderBuild(assembly: codepipeline.Artifact, { build, source }: RunInputs): codepipeline.IAction {
    return new actions.CodeBuildAction({
      actionName: 'Build', project: build!, input: source!, outputs: [assembly, new codepipeline.Artifact('Review')],
    });
  }

  private defineTraining(shared: StackActionsProps, starts: boolean): codepipeline.IAction[] {
    const { operations, props: { trainingPipeline, trainingStacks = [] } } = this;
    const deploy = stackActions(shared, { environmentName: 'Train', stacks: trainingStacks });
    if (!starts) return deploy;
    return [...deploy, invokeRun('StartTraining', defineTrainingStart(this, operations, trainingPipeline!), shared.role, deploy.length + 1)];
  }

  private defineRelease({ role }: QueuedPipeline, assembly: codepipeline.Artifact): codepipeline.IAction[] {
    const { operations, props: { registry, trainingPipeline }, releasePipeline, store } = this;
    const handler = defineReleaseStart(this, operations, releasePipeline!, { registry: registry!, trainingPipeline });
    return [
      new actions.S3DeployAction({
        actionName: 'HandOver', runOrder: 1, bucket: store.bucket, objectKey: ASSEMBLY_KEY, extract: false, input: assembly,
      }),
      invokeRun('StartRelease', handler, role, 2),
    ];
  }

  /** Everything that a pipeline deploys, each stack once. */
  private get stacks(): Stack[] {
    const { trainingStacks = [], deployments } = this.props;
    return [...new Set([...trainingStacks, ...deployments.flatMap(({ stacks }) => stacks)])];
  }

  private defineOperations(): Operations {
    const { props } = this;
    return {
      encryptionKey: encryptionKey(this, props),
      alarmTopic: props.notificationTopic ?? props.platform?.alarmTopic,
      deadLetterQueue: this.deadLetterQueue,
      retainsData: props.platform?.retainsData ?? true,
    };
  }

  private defineStore(): ArtifactStore {
    const { artifactBucket, replicationBuckets = {}, platform } = this.props;
    const bucket = artifactBucket ?? this.defineBucket(platform?.logBucket);
    return new ArtifactStore(this, 'Store', bucket, replicationBuckets, this.operations.encryptionKey);
  }

  private defineBucket(logBucket: s3.IBucket | undefined): s3.Bucket {
    const bucket = secureBucket(this, 'Artifacts', { encryptionKey: this.operations.encryptionKey, logBucket, logPrefix: `${this.node.path}/` });
    if (logBucket === undefined) acknowledge(bucket, 'noAccessLogs');
    return bucket;
  }

  private defineAlarms(): void {
    const { alarmTopic } = this.operations;
    const ring = (id: string, metric: cloudwatch.IMetric, description: string) => tell(alarmTopic, countAlarm(this, id, { metric, description }));
    const about = `Delivery pipeline ${this.pipelineName}`;
    ring('DeadLettersAlarm', waitingIn(this.deadLetterQueue), `${about}: events that no attempt could handle wait in the dead-letter queue`);
    ring('FailedAlarm', this.metrics.failed(), `${about}: a run has failed`);
    if (this.releasePipelineName !== undefined) {
      const { releasePipelineName: name } = this;
      ring('ReleaseFailedAlarm', DeliveryPipelineMetrics.fromPipelineName(name).failed(), `Release pipeline ${name}: a run has failed`);
    }
  }
}

/** An action that calls a handler with the id of the run, its token. */
function invokeRun(actionName: string, handler: HandlerFunction, role: iam.IRole, runOrder: number): codepipeline.IAction {
  return invokeAction({ actionName, runOrder, handler, role, userParameters: { executionId: EXECUTION_ID } });
}
