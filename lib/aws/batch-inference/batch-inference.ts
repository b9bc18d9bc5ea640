import { Aws, Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as targets from 'aws-cdk-lib/aws-scheduler-targets';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { BatchInferenceGrants } from './batch-inference-grants';
import { batchInferenceLimits, batchModelLimits, takesVolumeKey, DEFAULT_INSTANCE_TYPE } from './batch-inference-limits';
import { BatchInferenceMetrics } from './batch-inference-metrics';
import { BatchInferenceProps, IBatchInference } from './batch-inference-props';
import { PASSING_ERRORS, renderTransformTask, runVariables, TransformJob, transformJobStatements } from './transform-job';
import { parseReference } from '../../definition/pipeline/reference';
import { physicalName } from '../../private/names';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { DatasetStore, IDatasetStore } from '../dataset-store';
import { acknowledge, acknowledgeWildcards } from '../foundation/acknowledgements';
import { grantKey, grantObjects, grantVolumeKey, WRITE_OBJECTS } from '../foundation/bucket-access';
import { checkProps } from '../foundation/check-props';
import { countAlarm, tell } from '../foundation/count-alarm';
import { deadLetterQueue, waitingIn } from '../foundation/dead-letter-queue';
import { encryptionKey } from '../foundation/encryption-key';
import { deliverLogs, logGroup } from '../foundation/log-group';
import { platformOptions } from '../foundation/platform-options';
import { BucketPrefix, S3Place, s3Uri } from '../foundation/s3-place';
import { scheduleExpression } from '../foundation/schedule';
import { isWithoutPackages, withoutPackages } from '../foundation/script-packages';
import { SageMakerModel } from '../model';
import { isolationLimits } from '../model/model-limits';
import { ModelMonitorMetrics, MonitorProgram } from '../monitoring';
import { BatchChecks, BatchRun } from '../monitoring/checks/batch-checks';
import { isStepOutput } from '../monitoring/monitor-contract';
import { reportsOf } from '../monitoring/monitor-names';

/** A job's name has 63 characters; a hyphen and the digits of the scheduled time take 15 of them. */
const NAME_LENGTH = 48;
const LONGEST_RUN = Duration.days(1);

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

  /** What the checks of the runs publish; undefined without `monitoring`. */
  public readonly monitorMetrics?: ModelMonitorMetrics;

  /** The role of the checks' jobs; undefined without `monitoring`. */
  public readonly monitorRole?: iam.IRole;

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
        monitoredLimits,
        (batch, problems) => batchModelLimits(batch.model, problems.at('model')),
        (batch, problems) => batch.networkIsolation !== false && isolationLimits([batch.model], problems.at('networkIsolation')),
      ],
    });

    this.key = encryptionKey(this, props);
    this.jobPrefix = physicalName([props.name ?? this.node.path], NAME_LENGTH);
    this.model = this.defineModel();
    const [input, output] = [this.grantInput(), this.grantOutput()];
    const { assign, run } = runVariables(s3Uri(output));
    const checks = props.monitoring && this.defineChecks(run, input, output);
    this.monitorMetrics = checks?.metrics;
    this.monitorRole = checks?.role;
    this.stateMachine = this.defineStateMachine(input.uri, s3Uri(output), checks && { checks, assign });
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

  private grantInput(): IDatasetStore {
    const reference = parseReference(this.props.input);
    const store = reference.kind === 'dataset'
      ? this.props.datasets![reference.name]!
      : new DatasetStore(this, 'Input', { location: this.props.input });
    store.grants.read(this.model.role);
    return store;
  }

  private grantOutput(): BucketPrefix {
    const { output, platform } = this.props;
    const place = output === undefined
      ? { bucket: platform!.dataBucket, prefix: `batch/${this.jobPrefix}/` }
      : S3Place.parse(output).folder(this, 'Output');
    grantObjects(this.model, place.bucket, place.prefix, WRITE_OBJECTS);
    grantKey(this.model, this.key, true);
    if (this.hasVolumes) grantVolumeKey(this.model, this.key);
    return place;
  }

  private defineChecks(run: BatchRun, input: IDatasetStore, output: BucketPrefix): BatchChecks {
    const { platform, model, datasets, packageBucket, packagePrefix, monitorProgram } = this.props;
    const checks = new BatchChecks(this, 'Checks', {
      ...platformOptions(this.props),
      batch: this.props,
      name: this.jobPrefix,
      run,
      input,
      output,
      reports: { bucket: platform?.dataBucket ?? output.bucket, prefix: reportsOf(this.jobPrefix) },
      encryptionKey: this.key,
      datasets,
      modelPackage: model.aws?.modelPackage,
      artifactBucket: packageBucket,
      artifactPrefix: packagePrefix,
      program: monitorProgram,
    });
    checks.alarms.forEach(alarm => tell(this.props.alarmTopic ?? platform?.alarmTopic, alarm));
    return checks;
  }

  private defineStateMachine(input: string, output: string, watch?: Watch): sfn.StateMachine {
    const job: TransformJob = {
      batch: this.props,
      input,
      modelName: this.model.modelName,
      namePrefix: this.jobPrefix,
      outputKey: this.key,
      volumeKey: this.hasVolumes ? this.key : undefined,
      output,
      assign: watch?.assign,
    };
    const transform = new sfn.CustomState(this, 'Transform', { stateJson: renderTransformTask(job) });
    const running = new sfn.Succeed(this, 'AlreadyStarted', { comment: 'Another start of the same time has made the job' });
    // The job's name comes from the scheduled time, so a repeated start is refused and nothing is scored twice.
    transform.addCatch(running, { errors: ['SageMaker.ResourceInUseException'] });
    transform.addRetry({ errors: PASSING_ERRORS, interval: Duration.minutes(1), maxAttempts: 6, backoffRate: 2 });

    const machine = new sfn.StateMachine(this, 'Resource', {
      comment: `Scores data in bulk: ${this.node.path}`,
      queryLanguage: sfn.QueryLanguage.JSONATA,
      definitionBody: sfn.DefinitionBody.fromChainable(watch ? transform.next(watch.checks.states) : transform),
      timeout: LONGEST_RUN,
      tracingEnabled: true,
      encryptionConfiguration: new sfn.CustomerManagedEncryptionConfiguration(this.machineKey()),
      logs: { destination: this.defineLogGroup(), level: sfn.LogLevel.ALL, includeExecutionData: false },
    });
    transformJobStatements(this, this.jobPrefix).forEach(statement => machine.addToRolePolicy(statement));
    if (this.hasVolumes) grantVolumeKey(machine, this.key);
    watch?.checks.grantRun(machine);
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

/** What follows each run, and what it is told. */
interface Watch {
  readonly checks: BatchChecks;
  readonly assign: Record<string, string>;
}

/** Jobs that could install nothing would fail in every run, as would those that nobody tells where their baseline is. */
function monitoredLimits(props: BatchInferenceProps, problems: Problems): void {
  const { monitoring, monitorProgram = MonitorProgram._standard(), model } = props;
  if (monitoring === undefined) return;
  if (monitorProgram._needsIndex && isWithoutPackages(props)) problems.at('monitorProgram').add(withoutPackages('the program'));
  for (const key of ['dataDrift', 'dataQuality', 'predictionDrift'] as const) {
    const baseline = monitoring[key]?.baseline;
    if (!isKnown(baseline) || !isStepOutput(baseline) || model.aws?.modelPackage !== undefined) continue;
    problems.at('monitoring', key, 'baseline')
      .add(`only the version that scores knows where ${JSON.stringify(baseline)} is; give \`model.aws.modelPackage\`, or an S3 URI`);
  }
}

function outputLimits({ output, platform }: BatchInferenceProps, problems: Problems): void {
  if (output === undefined && !platform) {
    problems.at('output').add('must be given when there is no platform, whose data bucket would hold the predictions; '
      + 'for example s3://bucket/predictions/');
  }
}
