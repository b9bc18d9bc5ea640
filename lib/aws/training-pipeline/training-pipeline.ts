import { Annotations, Names, Resource, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { checkTrainingPipeline } from './check-training-pipeline';
import { definitionLocation } from './definition-location';
import { ImportedTrainingPipeline } from './imported-training-pipeline';
import { NewDataStart } from './new-data-start';
import { pipelineDocument } from './pipeline-document';
import { PipelineRole } from './pipeline-role';
import { RemoteStart } from './remote-start';
import { grantNeeds } from './sdk/sdk-grants';
import { SdkDefinition } from './sdk-definition';
import { retrainRoleName } from './start-role';
import { stateChangeRule } from './state-change-rule';
import { grantStep } from './step-grants';
import { PipelineSettings } from './steps/step-context';
import { rendered } from './steps/step-renderers';
import { TrainingPipelineAttributes } from './training-pipeline-attributes';
import { pipelineArn, TrainingPipelineGrants } from './training-pipeline-grants';
import { ITrainingPipeline } from './training-pipeline-interface';
import { TrainingPipelineMetrics } from './training-pipeline-metrics';
import { TrainingPipelineProps } from './training-pipeline-props';
import { TrainingSchedule } from './training-schedule';
import { StepDefinition } from '../../definition/pipeline/step-definition';
import { StepGraph } from '../../definition/pipeline/step-graph';
import { codeOf, rowOf } from '../../definition/pipeline/step-kinds';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { acknowledge, acknowledgeWildcards } from '../foundation/acknowledgements';
import { throwProblems } from '../foundation/check-props';
import { countAlarm, tell } from '../foundation/count-alarm';
import { encryptionKey } from '../foundation/encryption-key';
import { executionRole } from '../foundation/execution-role';
import { Operations } from '../foundation/handler-function';
import { Network, network, networkStatements } from '../foundation/network';
import { s3Uri } from '../foundation/s3-place';
import { packageIndex } from '../foundation/script-packages';
import { secureBucket } from '../foundation/secure-bucket';
import { accountLimits } from '../foundation/share-artifacts';

/**
 * Trains a model in steps that run as one Amazon SageMaker pipeline.
 *
 * @example
 * new TrainingPipeline(this, 'Training', {
 *   steps: {
 *     prepare: { process: { script: 'src/prepare.py', inputs: { raw: 's3://my-data/2026/' }, outputs: ['train', 'test'] } },
 *     train: { train: { script: 'src/train.py', framework: 'xgboost', inputs: { train: 'prepare.train' } } },
 *   },
 * });
 */
export class TrainingPipeline extends Resource implements ITrainingPipeline {
  /**
   * A pipeline that is there already, in the stack's account and region.
   *
   * @param scope the parent
   * @param id the id in the parent
   * @param pipelineName the name of the pipeline
   */
  public static fromPipelineName(scope: Construct, id: string, pipelineName: string): ITrainingPipeline {
    return TrainingPipeline.fromTrainingPipelineAttributes(scope, id, { pipelineName });
  }

  /**
   * A pipeline that is there already, also in another account. That account lets this one start it with `startableFrom`.
   *
   * @param scope where the reference lives
   * @param id name of the reference in the scope
   * @param attributes what is known of the pipeline
   */
  public static fromTrainingPipelineAttributes(scope: Construct, id: string, attributes: TrainingPipelineAttributes): ITrainingPipeline {
    return new ImportedTrainingPipeline(scope, id, attributes);
  }

  /** Name of the pipeline. */
  public readonly pipelineName: string;

  /** ARN of the pipeline; the service writes the name in lower case there. */
  public readonly pipelineArn: string;

  /** Reference to the pipeline, for constructs of generated code. */
  public readonly pipelineRef: sagemaker.PipelineReference;

  /** Runs the pipeline and its jobs. */
  public readonly role: iam.IRole;

  /** Where results, models and checkpoints go. */
  public readonly artifactBucket: s3.IBucket;

  /** Where the pipeline writes in the bucket; it ends in `/`. */
  public readonly artifactPrefix: string;

  /** Keeps starts of the schedule that failed. Undefined without a schedule. */
  public readonly deadLetterQueue?: sqs.IQueue;

  /** Keeps starts on new data that failed. Undefined without `onNewData`. */
  public readonly newDataDeadLetterQueue?: sqs.IQueue;

  /** Rings when a run fails: what serves grows old, and nothing else would say so. */
  public readonly failureAlarm: cloudwatch.AlarmBase;

  /** Allows starting, watching and stopping runs. */
  public readonly grants: TrainingPipelineGrants;

  /** Metrics of the runs. */
  public readonly metrics: TrainingPipelineMetrics;

  /** For functions beside the pipeline. */
  private readonly operations: Omit<Operations, 'deadLetterQueue'>;

  constructor(scope: Construct, id: string, props: TrainingPipelineProps) {
    super(scope, id);
    checkTrainingPipeline(this, props);

    const key = encryptionKey(this, props);
    this.operations = {
      encryptionKey: key,
      alarmTopic: props.alarmTopic ?? props.platform?.alarmTopic,
      retainsData: props.platform?.retainsData ?? true,
    };
    this.pipelineName = props.pipelineName ?? Names.uniqueResourceName(this, { maxLength: 63, separator: '-' });
    this.pipelineArn = pipelineArn(Stack.of(this), this.pipelineName);
    this.pipelineRef = { pipelineName: this.pipelineName };
    this.artifactBucket = props.artifactBucket ?? props.platform?.artifactBucket
      ?? secureBucket(this, 'Artifacts', { encryptionKey: key, logPrefix: '' });
    this.artifactPrefix = `pipelines/${this.pipelineName}/`;
    this.role = executionRole(this, 'Role', props, `Trains a model in the pipeline ${this.pipelineName}`);
    this.grants = TrainingPipelineGrants.fromPipeline(this);
    this.metrics = TrainingPipelineMetrics.fromPipelineName(this.pipelineName);

    const permissions = new PipelineRole(this.role, Stack.of(this));
    permissions.results(this.artifactBucket, this.artifactPrefix, key);
    props.tracker?.grants.log(this.role);
    const body = props.aws === undefined
      ? this.renderSteps(props, key.keyArn, permissions, this.defineNetwork(props))
      : this.renderFile(props, props.aws.fromFile, key.keyArn, permissions);

    this.definePipeline(props, body);
    this.failureAlarm = this.defineFailureAlarm();
    this.deadLetterQueue = this.defineSchedule(props)?.deadLetterQueue;
    this.newDataDeadLetterQueue = this.defineNewDataStart(props)?.deadLetterQueue;
    this.acknowledgeFindings(props);
  }

  /**
   * Lets roles of other accounts start runs with the parameters of the definition, and nothing else.
   *
   * @param accounts account ids of twelve digits
   * @param roleNames names of the roles there, by default that of a `RetrainOnDrift` for this pipeline
   */
  public startableFrom(accounts: string[], roleNames: string[] = [retrainRoleName(this.pipelineName)]): void {
    const problems = new Problems();
    accountLimits(accounts, problems.at('accounts'));
    throwProblems(this, problems);
    new RemoteStart(this, 'RemoteStart', { ...this.operations, trainingPipeline: this, accounts, roleNames });
  }

  /** Allows starting runs; the same as `grants.start`. */
  public grantStartPipelineExecution(grantee: iam.IGrantable): iam.Grant {
    return this.grants.start(grantee);
  }

  /**
   * Defines a rule for the ends of runs: `Succeeded`, `Failed` and `Stopped`, or those that the options name.
   *
   * @param id id of the rule
   * @param options the target and more about the rule; `detail` of its `eventPattern` narrows what the rule takes
   */
  public onStateChange(id: string, options?: events.OnEventOptions): events.Rule {
    return stateChangeRule(this, id, options);
  }

  private defineFailureAlarm(): cloudwatch.AlarmBase {
    const description = `Training pipeline ${this.pipelineName}: a run has failed; the failed step says why`;
    return tell(this.operations.alarmTopic, countAlarm(this, 'FailureAlarm', { metric: this.metrics.failed(), description }));
  }

  private defineSchedule({ schedule, timeZone }: TrainingPipelineProps): TrainingSchedule | undefined {
    if (schedule === undefined) return undefined;
    return new TrainingSchedule(this, 'Schedule', { pipeline: this, schedule, timeZone, alarmTopic: this.operations.alarmTopic });
  }

  private defineNewDataStart({ datasets = {}, onNewData: newData }: TrainingPipelineProps): NewDataStart | undefined {
    if (newData === undefined) return undefined;
    return new NewDataStart(this, 'NewDataStart', { ...this.operations, pipeline: this, newData, datasets });
  }

  private definePipeline(props: TrainingPipelineProps, body: string): void {
    const resource = new sagemaker.CfnPipeline(this, 'Resource', {
      pipelineName: this.pipelineName,
      roleArn: this.role.roleArn,
      pipelineDefinition: definitionLocation(this, body),
      // The property has no type in CloudFormation, so its keys are passed on as they are.
      parallelismConfiguration: props.parallelism === undefined ? undefined : { MaxParallelExecutionSteps: props.parallelism },
    });
    // The first run may begin as soon as the pipeline is there; its permissions have to be there before.
    resource.node.addDependency(this.role);
  }

  private renderSteps(props: TrainingPipelineProps, keyArn: string, permissions: PipelineRole, jobNetwork?: Network): string {
    const steps = props.steps ?? {};
    const settings = this.settings(props, steps, keyArn, jobNetwork);
    const document = pipelineDocument(props, settings);
    const jobs = [...new Set(Object.values(steps).flatMap(step => rendered(step)!.renderer.job ?? []))].sort();
    permissions.jobs(jobs, [this.role.roleArn]);
    permissions.observation(jobs);
    permissions.images(imagesIn(document));
    Object.values(steps).forEach(step => grantStep(permissions, step, settings));
    if (Object.values(steps).some(step => rowOf(step)?.registers)) props.registry?.grants.register(this.role);
    return Stack.of(this).toJsonString(document);
  }

  /** Jobs of the Python SDK bring their own roles, which the pipeline may pass on. What runs under its own role gets what a typed step gets. */
  private renderFile(props: TrainingPipelineProps, file: string, keyArn: string, permissions: PipelineRole): string {
    const roleArn = isKnown(this.role.roleArn) ? this.role.roleArn : undefined;
    const definition = SdkDefinition.read(props.sourceDirectory ?? '.', file,
      { parameters: props.parameters, pipelineName: this.pipelineName, roleArn });
    const problems = new Problems(['aws', 'fromFile']);
    definition.check(props.registry, problems);
    throwProblems(this, problems);
    const { needs } = definition;
    if (needs.groups.size > 0 && props.registry) props.registry.grants.register(this.role);
    grantNeeds(permissions, needs, {
      roleArn: this.role.roleArn,
      results: s3Uri({ bucket: this.artifactBucket, prefix: this.artifactPrefix }),
      keyArn,
      hasRegistry: props.registry !== undefined,
    });
    for (const { path, message } of needs.open) {
      Annotations.of(this)
        .addWarningV2(`mlops-constructs:openNeed[${path}]`, `${file}: ${path}: ${message}`);
    }
    if (needs.unknownTypes.size > 0) {
      Annotations.of(this).addWarningV2(
        'mlops-constructs:unknownStepTypes',
        `the library knows no permissions for steps of type ${[...needs.unknownTypes].sort().join(', ')} in ${file}; give the role what they need`,
      );
    }
    return definition.render();
  }

  private settings(props: TrainingPipelineProps, steps: { [name: string]: StepDefinition }, keyArn: string, jobNetwork?: Network): PipelineSettings {
    return {
      scope: this,
      graph: new StepGraph(steps),
      roleArn: this.role.roleArn,
      keyArn,
      outputUri: s3Uri({ bucket: this.artifactBucket, prefix: this.artifactPrefix.slice(0, -1) }),
      sourceDirectory: props.sourceDirectory ?? '.',
      vpcConfig: jobNetwork && { Subnets: jobNetwork.subnetIds, SecurityGroupIds: jobNetwork.securityGroups.map(group => group.securityGroupId) },
      trackingUri: props.tracker?.trackingUri,
      packages: packageIndex(props),
      isolated: props.networkIsolation ?? true,
      datasets: props.datasets ?? {},
      features: props.features ?? {},
      registry: props.registry,
      container: props.model,
      metadata: props.metadata ?? {},
      inferenceInstanceTypes: props.inferenceInstanceTypes,
      transformInstanceTypes: props.transformInstanceTypes,
    };
  }

  private defineNetwork(props: TrainingPipelineProps): Network | undefined {
    const jobNetwork = network(this, props);
    if (!jobNetwork) return undefined;
    networkStatements(this, jobNetwork).forEach(statement => this.role.addToPrincipalPolicy(statement));
    const ownGroup = this.node.tryFindChild('SecurityGroup') as ec2.SecurityGroup | undefined;
    const machines = Object.values(props.steps ?? {}).map(step => codeOf(step)?.compute?.count ?? 1);
    // Machines of one job talk to each other.
    if (Math.max(...machines) > 1) ownGroup?.connections.allowInternally(ec2.Port.allTraffic(), 'Between the machines of one job');
    return jobNetwork;
  }

  private acknowledgeFindings(props: TrainingPipelineProps): void {
    const bucket = this.node.tryFindChild('Artifacts');
    if (bucket) acknowledge(bucket, 'noAccessLogs');
    if (props.role) return;
    acknowledge(this.role, 'inlinePolicy');
    acknowledgeWildcards(
      this.role, 'objectKeys', 'modelVersions', 'networkInterfaces', 'noResourceLevel', 'pipelineJobs', 'pipelineLogs', 'placesByPrefix',
      'featureTables',
      ...(props.aws === undefined ? [] : ['newClusters', 'volumeKeyByAlias'] as const),
    );
  }
}

/** The images of every job and model in a document. */
function imagesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(imagesIn);
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, item]) =>
    typeof item === 'string' ? ['ImageUri', 'TrainingImage', 'Image'].includes(key) ? [item] : [] : imagesIn(item));
}
