import { Aws, Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as targets from 'aws-cdk-lib/aws-scheduler-targets';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct, IConstruct } from 'constructs';
import { BatchInferenceGrants } from './batch-inference-grants';
import { batchInferenceLimits, batchModelLimits, takesVolumeKey, DEFAULT_INSTANCE_TYPE } from './batch-inference-limits';
import { BatchInferenceMetrics } from './batch-inference-metrics';
import { PASSING_ERRORS, renderTransformTask, TransformJob, transformJobStatements } from './transform-job';
import { BatchInferenceDefinition, ModelSourceDefinition } from '../../definition';
import { parseReference } from '../../definition/pipeline/reference';
import { physicalName } from '../../private/names';
import { Problems } from '../../private/problems';
import { DatasetStore, IDatasetStore } from '../dataset-store';
import { acknowledge, acknowledgeWildcards } from '../foundation/acknowledgements';
import { grantKey, grantObjects, grantVolumeKey, WRITE_OBJECTS } from '../foundation/bucket-access';
import { checkProps } from '../foundation/check-props';
import { countAlarm, tell } from '../foundation/count-alarm';
import { deadLetterQueue, waitingIn } from '../foundation/dead-letter-queue';
import { encryptionKey } from '../foundation/encryption-key';
import { deliverLogs, logGroup } from '../foundation/log-group';
import { PlatformOptions } from '../foundation/platform';
import { platformOptions } from '../foundation/platform-options';
import { S3Place, s3Uri } from '../foundation/s3-place';
import { scheduleExpression } from '../foundation/schedule';
import { SageMakerModel } from '../model';
import { isolationLimits } from '../model/model-limits';

/** A job's name has 63 characters; a hyphen and the digits of the scheduled time take 15 of them. */
const NAME_LENGTH = 48;
const LONGEST_RUN = Duration.days(1);

/**
 * Scores data in bulk with a model.
 */
export interface IBatchInference extends IConstruct {
  /** Runs one batch transform job, and waits for its end. */
  readonly stateMachine: sfn.IStateMachine;

  /** Permissions to start runs. */
  readonly grants: BatchInferenceGrants;

  /** How runs end. */
  readonly metrics: BatchInferenceMetrics;
}

/**
 * What is scored, with which model, and what surrounds the job.
 */
export interface BatchInferenceProps extends BatchInferenceDefinition, PlatformOptions {
  /** The model. */
  readonly model: ModelSourceDefinition;

  /**
   * Beginning of the jobs' names, and of the default output.
   *
   * @default - made of the construct's path
   */
  readonly name?: string;

  /**
   * The datasets that `input` can name, by name.
   *
   * @default - `input` is a place in Amazon S3
   */
  readonly datasets?: { [name: string]: IDatasetStore };

  /**
   * Where alarms are sent.
   *
   * @default - the platform's topic, else the alarm tells nobody
   */
  readonly alarmTopic?: sns.ITopic;

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
}

/**
 * Scores data in bulk, on a schedule or when somebody starts it: one SageMaker batch transform job for each scheduled time,
 * however often its start is repeated, and an alarm when it fails.
 *
 * @example
 * new BatchInference(this, 'Scoring', {
 *   model: { artifact: 's3://models/churn/7/model.tar.gz', framework: 'xgboost' },
 *   input: 's3://customers/active/',
 *   output: 's3://predictions/churn/',
 *   schedule: 'daily',
 * });
 */
export class BatchInference extends Construct implements IBatchInference {
  /**
   * Batch inference that is defined elsewhere.
   *
   * @param stateMachine runs the jobs
   */
  public static fromStateMachine(scope: Construct, id: string, stateMachine: sfn.IStateMachine): IBatchInference {
    class Import extends Construct implements IBatchInference {
      public readonly stateMachine = stateMachine;
      public readonly grants = BatchInferenceGrants._on(stateMachine);
      public readonly metrics = BatchInferenceMetrics._of(stateMachine);
    }
    return new Import(scope, id);
  }

  public readonly stateMachine: sfn.IStateMachine;
  public readonly grants: BatchInferenceGrants;
  public readonly metrics: BatchInferenceMetrics;

  /** The model that scores. */
  public readonly model: SageMakerModel;

  /** Rings when a run fails or takes longer than a day. */
  public readonly failureAlarm: cloudwatch.AlarmBase;

  private readonly key: kms.IKey;
  private readonly jobPrefix: string;

  constructor(scope: Construct, id: string, private readonly props: BatchInferenceProps) {
    super(scope, id);
    checkProps(this, 'BatchInferenceDefinition', props, {
      parts: { model: 'ModelSourceDefinition' },
      around: ({ datasets = {} }) => ({ datasets }),
      limits: [
        (batch, problems) => batchInferenceLimits(batch, Stack.of(this).region, problems, batch.model),
        outputLimits,
        (batch, problems) => batchModelLimits(batch.model, problems.at('model')),
        (batch, problems) => batch.networkIsolation !== false && isolationLimits([batch.model], problems.at('networkIsolation')),
      ],
    });

    this.key = encryptionKey(this, props);
    this.jobPrefix = physicalName([props.name ?? this.node.path], NAME_LENGTH);
    this.model = this.defineModel();
    this.stateMachine = this.defineStateMachine(this.grantInput(), this.grantOutput());
    this.grants = BatchInferenceGrants._on(this.stateMachine);
    this.metrics = BatchInferenceMetrics._of(this.stateMachine);
    this.failureAlarm = this.defineAlarm();
    if (props.schedule !== undefined) this.defineSchedule(props.schedule);
  }

  private get hasVolumes(): boolean {
    return takesVolumeKey(this.props.compute?.type ?? DEFAULT_INSTANCE_TYPE);
  }

  private defineModel(): SageMakerModel {
    const { model, compute, networkIsolation, packageBucket, packagePrefix } = this.props;
    return new SageMakerModel(this, 'Model', {
      ...model,
      ...platformOptions(this.props),
      networkIsolation,
      packageBucket,
      packagePrefix,
      encryptionKey: this.key,
      namePrefix: this.jobPrefix,
      instanceType: compute?.type ?? DEFAULT_INSTANCE_TYPE,
    });
  }

  private grantInput(): string {
    const reference = parseReference(this.props.input);
    const store = reference.kind === 'dataset'
      ? this.props.datasets![reference.name]!
      : new DatasetStore(this, 'Input', { location: this.props.input });
    store.grants.read(this.model.role);
    return store.uri;
  }

  private grantOutput(): string {
    const { output, platform } = this.props;
    const place = output === undefined
      ? { bucket: platform!.dataBucket, prefix: `batch/${this.jobPrefix}/` }
      : S3Place.parse(output).folder(this, 'Output');
    grantObjects(this.model, place.bucket, place.prefix, WRITE_OBJECTS);
    grantKey(this.model, this.key, true);
    if (this.hasVolumes) grantVolumeKey(this.model, this.key);
    return s3Uri(place);
  }

  private defineStateMachine(input: string, output: string): sfn.StateMachine {
    const job: TransformJob = {
      batch: this.props,
      input,
      modelName: this.model.modelName,
      namePrefix: this.jobPrefix,
      outputKey: this.key,
      volumeKey: this.hasVolumes ? this.key : undefined,
      output,
    };
    const transform = new sfn.CustomState(this, 'Transform', { stateJson: renderTransformTask(job) });
    const running = new sfn.Succeed(this, 'AlreadyStarted', { comment: 'Another start of the same time has made the job' });
    // The job's name comes from the scheduled time, so a repeated start is refused and nothing is scored twice.
    transform.addCatch(running, { errors: ['SageMaker.ResourceInUseException'] });
    transform.addRetry({ errors: PASSING_ERRORS, interval: Duration.minutes(1), maxAttempts: 6, backoffRate: 2 });

    const machine = new sfn.StateMachine(this, 'Resource', {
      comment: `Scores data in bulk: ${this.node.path}`,
      queryLanguage: sfn.QueryLanguage.JSONATA,
      definitionBody: sfn.DefinitionBody.fromChainable(transform),
      timeout: LONGEST_RUN,
      tracingEnabled: true,
      encryptionConfiguration: new sfn.CustomerManagedEncryptionConfiguration(this.machineKey()),
      logs: { destination: this.defineLogGroup(), level: sfn.LogLevel.ALL, includeExecutionData: false },
    });
    transformJobStatements(this, this.jobPrefix).forEach(statement => machine.addToRolePolicy(statement));
    if (this.hasVolumes) grantVolumeKey(machine, this.key);
    acknowledge(machine, 'inlinePolicy');
    acknowledgeWildcards(machine, 'namedJobs', 'stateMachineLogs');
    return machine;
  }

  /**
   * The key as the CDK sees it: with a policy that cannot be written. To one that can, it would add a statement that lets the delivery of
   * logs decrypt for anybody.
   */
  private machineKey(): kms.IKey {
    deliverLogs(this.key, Stack.of(this));
    return kms.Key.fromKeyArn(this, 'MachineKey', this.key.keyArn);
  }

  private defineLogGroup(): logs.LogGroup {
    return logGroup(this, 'LogGroup', {
      // Step Functions only writes to groups whose resource policy it can extend; this prefix keeps that policy small.
      name: `/aws/vendedlogs/states/${this.jobPrefix}`,
      encryptionKey: this.props.platform?.encryptionKey,
      retainsData: this.props.platform?.retainsData ?? false,
    });
  }

  private defineAlarm(): cloudwatch.AlarmBase {
    const period = { period: Duration.hours(1) };
    const metric = new cloudwatch.MathExpression({
      expression: 'failed + late',
      label: 'Runs that did not score everything',
      usingMetrics: { failed: this.metrics.failed(period), late: this.metrics.timedOut(period) },
      ...period,
    });
    const description = `Batch inference ${this.jobPrefix}: a run has failed, or took longer than ${LONGEST_RUN.toHumanString()}`;
    return this.ring('FailureAlarm', metric, description);
  }

  private ring(id: string, metric: cloudwatch.IMetric, description: string): cloudwatch.AlarmBase {
    return tell(this.props.alarmTopic ?? this.props.platform?.alarmTopic, countAlarm(this, id, { metric, description }));
  }

  private defineSchedule(schedule: string): void {
    const failures = deadLetterQueue(this, 'MissedStarts', this.key);
    const missed = `Batch inference ${this.jobPrefix} could not be started; the queue holds the starts that were missed`;
    this.ring('MissedStartsAlarm', waitingIn(failures), missed);
    const role = new iam.Role(this, 'SchedulerRole', {
      description: `Starts batch inference ${this.jobPrefix}`,
      assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } } }),
    });
    acknowledge(role, 'inlinePolicy');
    new scheduler.Schedule(this, 'Schedule', {
      description: `Starts batch inference ${this.jobPrefix}`,
      schedule: scheduleExpression(schedule, this.props.timeZone),
      target: new targets.StepFunctionsStartExecution(this.stateMachine, {
        role,
        input: scheduler.ScheduleTargetInput.fromObject({ scheduledTime: scheduler.ContextAttribute.scheduledTime }),
        deadLetterQueue: failures,
        retryAttempts: 30,
        maxEventAge: Duration.hours(1),
      }),
    });
  }
}

function outputLimits({ output, platform }: BatchInferenceProps, problems: Problems): void {
  if (output === undefined && !platform) {
    problems.at('output').add('must be given when there is no platform, whose data bucket would hold the predictions; '
      + 'for example s3://bucket/predictions/');
  }
}
