import { Aws, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { violationAlarm } from './check-alarms';
import { renderCheckJob } from './check-job';
import { Check, checksOf } from './monitor-check';
import { grantJob, grantPullImage } from './monitor-role';
import { monitorConfig, monitorEnvironment } from './monitor-run';
import { monitorSchedule } from './monitor-schedule';
import { checkPlaces } from './monitored-places';
import { BatchInferenceDefinition } from '../../../definition/batch-inference-definition';
import { physicalName } from '../../../private/names';
import { IDatasetStore } from '../../dataset-store';
import { acknowledge, acknowledgeWildcards } from '../../foundation/acknowledgements';
import { grantObjects, grantReadObject, grantVolumeKey, READ_OBJECTS, WRITE_OBJECTS } from '../../foundation/bucket-access';
import { executionRole } from '../../foundation/execution-role';
import { jsonAsset } from '../../foundation/json-asset';
import { Network, network, networkStatements } from '../../foundation/network';
import { PlatformOptions } from '../../foundation/platform';
import { BucketPrefix } from '../../foundation/s3-place';
import { packageIndex } from '../../foundation/script-packages';
import { ModelMonitorMetrics } from '../model-monitor-metrics';
import { isStepOutput } from '../monitor-contract';
import { metricNamespace } from '../monitor-names';
import { MonitorProgram, MonitorProgramConfig } from '../monitor-program';

/** Expressions of what a run is called, when it was due, and where its predictions are. */
export interface BatchRun {
  readonly digits: string;
  readonly scheduledTime: string;
  readonly outputUri: string;
}

/** The runs that are checked, and what the checks work with. */
export interface BatchChecksProps extends PlatformOptions {
  readonly batch: BatchInferenceDefinition;
  /** Beginning of every physical name; the metrics call what is watched by it. */
  readonly name: string;
  readonly run: BatchRun;
  readonly input: IDatasetStore;
  readonly output: BucketPrefix;
  readonly reports: BucketPrefix;
  readonly encryptionKey: kms.IKey;
  readonly datasets?: { [name: string]: IDatasetStore };
  readonly modelPackage?: string;
  readonly artifactBucket?: s3.IBucket;
  readonly artifactPrefix?: string;
  readonly program?: MonitorProgram;
}

// A job's name has 63 characters; a hyphen and the digits of the scheduled time take 15 of them.
const NAME_LENGTH = 48;
const LONGEST_RUNTIME = 4 * 3600;

/** The checks that follow each run of batch inference: states that Step Functions runs beside each other, one job and one alarm each. */
export class BatchChecks extends Construct {
  /** The role of the jobs. */
  public readonly role: iam.IRole;
  public readonly metrics: ModelMonitorMetrics;
  public readonly alarms: cloudwatch.AlarmBase[];
  /** The jobs, beside each other. */
  public readonly states: sfn.Parallel;

  private readonly checks: readonly Check[];
  private readonly program: MonitorProgramConfig;
  private readonly network?: Network;

  constructor(scope: Construct, id: string, private readonly props: BatchChecksProps) {
    super(scope, id);
    const { batch, name } = props;
    this.checks = batchChecksOf(batch);
    this.role = executionRole(this, 'Role', props, `Runs the checks of ${this.node.path}`);
    this.metrics = new ModelMonitorMetrics(this.namespace, name);
    this.network = network(this, props);
    this.allowJobs();
    this.program = (props.program ?? MonitorProgram._standard())._bind(this, this.role, packageIndex(props));
    grantPullImage(this.role, this.program.imageUri);

    this.states = new sfn.Parallel(this, 'Watch', { comment: 'Checks what was scored' });
    this.checks.forEach(check => this.states.branch(this.defineState(check)));
    this.alarms = this.checks.map(check => violationAlarm(
      new Construct(this, check.id), check, `Batch inference ${name}`, options => this.metrics.violations(check.name, options)));
    acknowledge(this, 'inlinePolicy');
    acknowledgeWildcards(this, 'objectKeys', 'namedJobs', 'jobLogs', 'networkInterfaces', 'noResourceLevel');
  }

  /** Lets a state machine run the jobs and see how they end. */
  public grantRun(machine: iam.IGrantable): void {
    const stack = Stack.of(this);
    const jobs = this.checks.map(check => stack.formatArn({
      service: 'sagemaker', resource: 'processing-job', resourceName: `${this.jobPrefix(check).toLowerCase()}-*`,
    }));
    const actions = ['CreateProcessingJob', 'DescribeProcessingJob', 'StopProcessingJob', 'AddTags', 'ListTags'].map(action => `sagemaker:${action}`);
    const rule = stack.formatArn({ service: 'events', resource: 'rule', resourceName: 'StepFunctionsGetEventsForSageMakerProcessingJobsRule' });
    [
      new iam.PolicyStatement({ actions, resources: jobs }),
      new iam.PolicyStatement({
        actions: ['iam:PassRole'],
        resources: [this.role.roleArn],
        conditions: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } },
      }),
      // How Step Functions learns that a job has ended.
      new iam.PolicyStatement({ actions: ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'], resources: [rule] }),
    ].forEach(statement => machine.grantPrincipal.addToPrincipalPolicy(statement));
    grantVolumeKey(machine, this.props.encryptionKey);
  }

  private get namespace(): string {
    return metricNamespace(this.props.name);
  }

  private jobPrefix(check: Check): string {
    return physicalName([this.props.name, check.name], NAME_LENGTH);
  }

  private allowJobs(): void {
    const { input, output, encryptionKey, modelPackage, platform, artifactBucket = platform?.artifactBucket, artifactPrefix = '' } = this.props;
    if (this.network) networkStatements(this, this.network).forEach(statement => this.role.addToPrincipalPolicy(statement));
    grantJob(this.role, encryptionKey, [this.namespace]);
    input.grants.read(this.role);
    grantObjects(this.role, output.bucket, output.prefix, READ_OBJECTS);
    if (!this.checks.some(({ baseline }) => baseline !== undefined && isStepOutput(baseline))) return;
    if (artifactBucket) grantObjects(this.role, artifactBucket, artifactPrefix, READ_OBJECTS);
    if (modelPackage !== undefined) {
      iam.Grant.addToPrincipal({ grantee: this.role, actions: ['sagemaker:DescribeModelPackage'], resourceArns: [modelPackage] });
    }
  }

  private defineState(check: Check): sfn.CustomState {
    const { batch, input, name, run, reports, encryptionKey, modelPackage } = this.props;
    const place = new Construct(this, `${check.id}Places`);
    const { baselineUri } = checkPlaces(place, check, this.props, this.role);
    const config = jsonAsset(place, 'Config', { ...monitorConfig(check), ...formOf(batch) });
    grantReadObject(this.role, config.bucket, config.s3ObjectKey);
    const prefix = `${reports.prefix}${check.name}/`;
    // The program shows the runs before beside its own.
    grantObjects(this.role, reports.bucket, prefix, [...WRITE_OBJECTS, 's3:GetObject']);
    const reportUri = reports.bucket.s3UrlForObject(prefix);
    const request = renderCheckJob({
      name: `{% '${this.jobPrefix(check)}-' & ${run.digits} %}`,
      check,
      context: {
        role: this.role,
        encryptionKey,
        network: this.network,
        compute: { type: 'ml.m5.xlarge', count: 1, volume: '30GiB', ...batch.monitoring!.compute },
      },
      program: this.program,
      environment: monitorEnvironment(check, {
        endpointName: name,
        captureUri: `{% ${run.outputUri} %}`,
        inputUri: input.uri,
        historyUri: reportUri,
        namespace: this.namespace,
        region: Stack.of(this).region,
        scheduledTime: `{% ${run.scheduledTime} %}`,
        modelPackage,
      }),
      configUri: config.s3ObjectUrl,
      baselineUri,
      reportUri,
      maxRuntime: LONGEST_RUNTIME,
    });
    const stateJson = { Type: 'Task', Resource: `arn:${Aws.PARTITION}:states:::sagemaker:createProcessingJob.sync`, Arguments: request };
    return new sfn.CustomState(this, `Check${check.id}`, { stateJson });
  }
}

/** The checks, each as often as the runs that it follows. */
function batchChecksOf({ monitoring: { compute, ...checks } = {}, schedule = 'daily', timeZone }: BatchInferenceDefinition): Check[] {
  const runs = monitorSchedule(schedule, timeZone) ?? monitorSchedule('daily')!;
  return checksOf(checks).map(check => ({ ...check, schedule: runs }));
}

/** What the files of a run look like; what the program takes without being told is left out. */
function formOf({ contentType, splitBy, joinInput }: BatchInferenceDefinition): object {
  return { contentType, splitBy, joinInput };
}
